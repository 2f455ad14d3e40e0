using Falcon.Api;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Lanes;

/// <summary>A worker's path to and from the containers. Called per batch, only on that worker's thread except where noted.</summary>
public interface IPortLane : IDisposable
{
    /// <summary>
    /// Whether it takes trains as one message, and partial checksums as they are. Otherwise it takes only frames that travel alone, with
    /// complete checksums.
    /// </summary>
    bool TakesTrains { get; }

    /// <summary>Frames owned by the kernel.</summary>
    int FramesInRings { get; }

    /// <summary>Frames lost in the kernel, before we received them or after we handed them over. Any thread.</summary>
    IReadOnlyList<DropCount> KernelDrops { get; }

    /// <summary>
    /// Frames of a port that were refused, before they cost anything, because the port had used its share of the lane's room. Any thread.
    /// </summary>
    long OverShareOf(int port) => 0;

    /// <summary>
    /// Messages that containers have sent through the lane so far. Counts only messages that do not identify their port for good, for
    /// example those that name a device by its index; else 0. Any thread.
    /// </summary>
    long Arrived => 0;

    /// <summary>
    /// Of <see cref="Arrived"/>, the messages that have left the lane, together with all that arrived before them. Any thread; may be an
    /// underestimate.
    /// </summary>
    long Taken => 0;

    /// <summary>The file descriptors to wait on while idle.</summary>
    IReadOnlyList<int> PollDescriptors { get; }

    /// <summary>Changes whenever <see cref="PollDescriptors"/> changes.</summary>
    int PollVersion => 0;

    /// <summary>
    /// Whether the lane has applied every change that a control thread asked for. The worker must not sleep before; <see cref="Flush"/>
    /// applies changes.
    /// </summary>
    bool MaySleep => true;

    /// <summary>
    /// Receives what containers sent, at most <c>frames.Length</c> frames. Sets offset, length, source port and the kernel's checksum
    /// information; clears the rest. Of a frame that could not be taken whole it returns the beginning, marked
    /// <see cref="FrameFlags.TooLong"/> or <see cref="FrameFlags.Lost"/>. Returns 0 only when nothing waits.
    /// </summary>
    int Receive(Span<Frame> frames, FrameCache cache);

    /// <summary>
    /// Hands frames to their target ports in order, in whole trains. Returns how many were taken; the lane owns those. When it is fewer
    /// than all, the next frame cannot be delivered for <paramref name="reason"/> and stays with the caller.
    /// </summary>
    int Send(ReadOnlySpan<Frame> frames, FrameCache cache, out DeliverDrop reason);

    /// <summary>Notifies the kernel of queued frames and collects sent ones. Call once per turn.</summary>
    void Flush(FrameCache cache);
}
