using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Lanes;

/// <summary>A way to and from the wire that one worker owns. Called per batch, on that worker's thread only.</summary>
public interface IUplinkLane : IDisposable
{
    /// <summary>Index of the uplink it belongs to.</summary>
    int Uplink { get; }

    /// <summary>Frames lent to the kernel: waiting in the fill ring, the transmit ring, or completed and not collected.</summary>
    int FramesInRings { get; }

    /// <summary>Frames and bytes moved, outer headers included. Written by the worker, read by anyone.</summary>
    ref readonly TrafficCounters Traffic { get; }

    /// <summary>Frames that <see cref="Transmit"/> would take now; without a queue it takes none and has room for all.</summary>
    int TransmitRoom { get; }

    /// <summary>Frames that have left so far, as far as the kernel tells: whether an uplink without room makes progress.</summary>
    long FramesSent { get; }

    /// <summary>Whether it stands still, so that nobody waits for it. Written by the worker when it changes, read by anyone.</summary>
    bool IsStuck { get; set; }

    /// <summary>File descriptors to wait on while nothing is to do.</summary>
    IReadOnlyList<int> PollDescriptors { get; }

    /// <summary>Changes whenever <see cref="PollDescriptors"/> changes.</summary>
    int PollVersion => 0;

    /// <summary>
    /// Receives what waits, at most <c>frames.Length</c>. Sets offset and length, and the uplink's index as the source; clears the rest.
    /// Replaces what it took from the pool.
    /// </summary>
    int Receive(Span<Frame> frames, FrameCache cache);

    /// <summary>Queues frames for the wire in order and returns how many; those belong to the lane from then on.</summary>
    int Transmit(ReadOnlySpan<Frame> frames, FrameCache cache);

    /// <summary>Tells the kernel about what was queued and collects what is sent; once per turn of the worker.</summary>
    void Flush(FrameCache cache);

    /// <summary>
    /// Leaves the CPU for a moment to those who make room, where the kernel can wake the worker for it. Only while containers wait for this
    /// uplink.
    /// </summary>
    void AwaitRoom() { }
}
