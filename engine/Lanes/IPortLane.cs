using Falcon.Api;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Lanes;

/// <summary>A way to and from the containers that one worker owns. Called per batch, on that worker's thread only.</summary>
public interface IPortLane : IDisposable
{
    /// <summary>
    /// Whether it hands a train over as one message, and a partial checksum as such; otherwise it must get frames that travel alone, with
    /// whole checksums.
    /// </summary>
    bool TakesTrains { get; }

    /// <summary>Frames lent to the kernel.</summary>
    int FramesInRings { get; }

    /// <summary>Frames lost in the kernel, on the way to us or after we had handed them over. Any thread.</summary>
    IReadOnlyList<DropCount> KernelDrops { get; }

    /// <summary>
    /// Frames of a port that were refused, before they cost anything, because the port has its share of what the lane has room for. Any
    /// thread.
    /// </summary>
    long OverShareOf(int port) => 0;

    /// <summary>
    /// Messages that containers have sent so far and the lane holds or has held, as far as such a message does not name its port for good:
    /// by the index of a device, say. Any thread.
    /// </summary>
    long Arrived => 0;

    /// <summary>
    /// How many messages of those are out of the lane, all that arrived before them included. Any thread; an understatement.
    /// </summary>
    long Taken => 0;

    /// <summary>File descriptors to wait on while nothing is to do.</summary>
    IReadOnlyList<int> PollDescriptors { get; }

    /// <summary>Changes whenever <see cref="PollDescriptors"/> changes.</summary>
    int PollVersion => 0;

    /// <summary>
    /// Whether the lane has followed every change that a control thread asked for; the worker must not sleep before it has.
    /// <see cref="Flush"/> follows.
    /// </summary>
    bool MaySleep => true;

    /// <summary>
    /// Receives what containers sent, at most <c>frames.Length</c>. Sets offset, length, source port and what the kernel says of the
    /// checksum; clears the rest. Of a frame that could not be taken whole it gives the beginning, marked
    /// <see cref="FrameFlags.TooLong"/> or <see cref="FrameFlags.Lost"/>. Returns 0 only when nothing waits.
    /// </summary>
    int Receive(Span<Frame> frames, FrameCache cache);

    /// <summary>
    /// Hands frames to their target ports in order, a train whole or not at all, and returns how many were taken; those belong to the lane
    /// from then on. When it is fewer than all, the frame at that place cannot be delivered for <paramref name="reason"/> and stays the
    /// caller's.
    /// </summary>
    int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason);

    /// <summary>Tells the kernel about what was queued and collects what is sent; once per turn of the worker.</summary>
    void Flush(FrameCache cache);
}
