using System.Runtime.InteropServices;

namespace Falcon.Xsk.Programs;

/// <summary>struct gate of xsk/bpf/receiver_gates.h, shared with the kernel. Times are nanoseconds of CLOCK_MONOTONIC.</summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct ReceiverGate
{
    /// <summary>The receiver it belongs to (<see cref="ReceiverKey"/>).</summary>
    public ulong Receiver;

    /// <summary>The receiver's overlay.</summary>
    public uint Vni;

    /// <summary>The receiver's container; <see cref="ReceiverGates.DropsOf"/> counts for it.</summary>
    public int Container;

    /// <summary>When it opens or has opened.</summary>
    public long Opens;

    /// <summary>How long it stays closed after a burst; 0 when it is always open.</summary>
    public long Span;

    /// <summary>Frames per burst.</summary>
    public int Burst;

    /// <summary>How many frames of the burst are still to come.</summary>
    public int Left;

    /// <summary>
    /// Whether it lets frames pass; they then count towards the burst. The XDP program does the same; this is for frames that it does not
    /// see.
    /// </summary>
    /// <param name="frames">How many frames; all pass or none.</param>
    /// <param name="now">The current time.</param>
    public bool LetsThrough(int frames, long now)
    {
        if (Span == 0)
            return true;
        if (now < Opens)
            return false;
        Left -= frames;
        if (Left >= 0)
            return true;
        Left = Burst;
        bool slow = now - Opens > Span;
        Opens = slow ? now : now + Span;
        return slow;
    }
}
