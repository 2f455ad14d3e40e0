using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Xsk.Memory;

namespace Falcon.Engine.Lanes;

/// <summary>A worker's path to and from the wire. Called per batch, only on that worker's thread except where noted.</summary>
public interface IUplinkLane : IDisposable
{
    /// <summary>The index of the uplink.</summary>
    int Uplink { get; }

    /// <summary>Frames owned by the kernel: in the fill ring, in the transmit ring, or completed and not collected.</summary>
    int FramesInRings { get; }

    /// <summary>Frames and bytes moved, outer headers included. The worker writes; any thread may read.</summary>
    ref readonly TrafficCounters Traffic { get; }

    /// <summary>
    /// The frames that <see cref="Transmit"/> would take now. A lane without a queue reports room for all frames, and takes none.
    /// </summary>
    int TransmitRoom { get; }

    /// <summary>Frames sent so far, as far as the kernel reports them: tells whether an uplink without room makes progress.</summary>
    long FramesSent { get; }

    /// <summary>Whether the uplink makes no progress, so that nothing waits for it. The worker writes; any thread may read.</summary>
    bool IsStuck { get; set; }

    /// <summary>The file descriptors to wait on while idle.</summary>
    IReadOnlyList<int> PollDescriptors { get; }

    /// <summary>Changes whenever <see cref="PollDescriptors"/> changes.</summary>
    int PollVersion => 0;

    /// <summary>
    /// Receives waiting frames, at most <c>frames.Length</c>. Sets offset and length, and the uplink's index as the source; clears the
    /// rest. Refills the kernel's rings from the cache.
    /// </summary>
    int Receive(Span<Frame> frames, FrameCache cache);

    /// <summary>
    /// Of the frames that the last <see cref="Receive"/> gave, how many the kernel path had seen and left to the engine. They come first.
    /// </summary>
    int ReceivedFromPath => 0;

    /// <summary>Queues frames for the wire in order and returns how many it took; the lane owns those.</summary>
    int Transmit(ReadOnlySpan<Frame> frames, FrameCache cache);

    /// <summary>Notifies the kernel of queued frames and collects sent ones. Call once per turn.</summary>
    void Flush(FrameCache cache);

    /// <summary>
    /// Sleeps for a moment until there is room to send, where the kernel can wake the worker for it. Call only while containers wait for
    /// this uplink.
    /// </summary>
    void AwaitRoom() { }
}
