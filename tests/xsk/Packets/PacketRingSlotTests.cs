using Falcon.Xsk.Packets;

namespace Falcon.Xsk.Tests.Packets;

/// <summary>What a slot of the ring says about itself is checked against the slot before a byte is read.</summary>
public sealed class PacketRingSlotTests
{
    private const uint SlotSize = 1664;
    private const ushort FrameAt = 80;

    [Theory]
    [InlineData(0, FrameAt)]
    [InlineData(60, FrameAt)]
    [InlineData(1518, FrameAt)]
    [InlineData(SlotSize - FrameAt, FrameAt)]
    [InlineData(0, SlotSize)]
    public void A_frame_that_lies_in_its_slot_is_whole(uint length, ushort macOffset) =>
        Assert.True(new PacketRingSlot { Length = length, SnapLength = length, MacOffset = macOffset }.IsWholeWithin(SlotSize));

    [Theory]
    [InlineData(9000, 1500, FrameAt)] // its end found no room
    [InlineData(1500, 1501, FrameAt)]
    [InlineData(SlotSize - FrameAt + 1, SlotSize - FrameAt + 1, FrameAt)] // reaches out of its slot
    [InlineData(100, 100, SlotSize - 99)]
    [InlineData(0, 0, SlotSize + 1)]
    [InlineData(100, 100, ushort.MaxValue)]
    [InlineData(100, 100, 0)] // within the slot's header
    [InlineData(100, 100, 61)]
    [InlineData(uint.MaxValue, uint.MaxValue, FrameAt)]
    [InlineData(0x8000_0000, 0x8000_0000, FrameAt)]
    [InlineData(uint.MaxValue - FrameAt + 1, uint.MaxValue - FrameAt + 1, FrameAt)]
    public void One_that_does_not_is_not_read(uint length, uint snapLength, ushort macOffset) =>
        Assert.False(new PacketRingSlot { Length = length, SnapLength = snapLength, MacOffset = macOffset }.IsWholeWithin(SlotSize));
}
