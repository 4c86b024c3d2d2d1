// Large arrays in huge pages where the system offers them on request: populations are read here and there all over, and
// with small pages half the waiting is for the processor to find where a page lies. No effect on any result. The
// sanitizers bring an operator new of their own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#include <sys/mman.h>

#include <cstdlib>
#include <new>

namespace {

constexpr std::size_t huge_page_bytes = std::size_t{2} << 20U;

void* allocate(std::size_t bytes) noexcept {
  if (bytes < 2 * huge_page_bytes) return std::malloc(bytes == 0 ? 1 : bytes);
  const std::size_t whole_pages = (bytes + huge_page_bytes - 1) / huge_page_bytes * huge_page_bytes;
  void* memory = std::aligned_alloc(huge_page_bytes, whole_pages);
  if (memory != nullptr) madvise(memory, whole_pages, MADV_HUGEPAGE);  // refused or unknown: small pages serve
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) {
  for (;;) {
    if (void* memory = allocate(bytes); memory != nullptr) return memory;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc{};
    handler();
  }
}

// GCC does not see that what it frees here came from malloc.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
#endif
