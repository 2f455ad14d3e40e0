namespace Falcon.Xsk.Packets;

/// <summary>struct amount of xsk/bpf/ring_guard.bpf.c.</summary>
internal struct RingAmount
{
    /// <summary>Frames.</summary>
    public long Frames;

    /// <summary>Bytes of frames that do not fit a slot and wait in the socket's queue. Of refused frames: all bytes.</summary>
    public long Bytes;
}
