// The checksum of records against an independent implementation: files written before must read on.
#include "tools/console/framed_file.hpp"

#include <gtest/gtest.h>
#include <boost/crc.hpp>

#include <cstring>

namespace kith::tools {
namespace {

TEST(FrameChecksum, IsThatOfBoostAtEveryLength) {
  std::string contents;
  for (int length = 0; length < 70; ++length) {
    const std::string frame = frame_bytes(3, contents);
    constexpr std::size_t mark = 4, checksum = 4;
    boost::crc_32_type expected;
    expected.process_bytes(frame.data() + mark, frame.size() - mark - checksum);
    std::uint32_t written = 0;
    std::memcpy(&written, frame.data() + frame.size() - checksum, checksum);
    EXPECT_EQ(written, expected.checksum()) << length << " bytes";
    contents += static_cast<char>(length * 37 + 200);
  }
}

}  // namespace
}  // namespace kith::tools
