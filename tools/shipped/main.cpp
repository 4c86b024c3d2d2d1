// The program that ships.
#include "tools/shipped/shipped.hpp"

int main(int argc, char** argv) {
  kith::Supplements supplements = kith::tools::shipped_supplements();
  supplements.models_are_of_this_checkout = true;
  return kith::program(argc, argv, kith::tools::shipped_models(), std::move(supplements));
}
