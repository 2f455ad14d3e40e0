using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Workers;

namespace Falcon.Engine.Stages;

/// <summary>Hands frames and trains to the containers' ports.</summary>
public struct DeliverStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Deliver;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        Send(frames[..KeepDeliverable(frames, context)], context);
        context.PortLane.Flush(context.Pool); // the kernel's work is this stage's time
    }

    private static void Send(Span<Frame> rest, WorkerContext context)
    {
        while (!rest.IsEmpty)
        {
            int sent = context.PortLane.Send(rest, context.Pool, out DeliverDrop reason);
            CountDelivered(rest[..sent], context);
            rest = rest[sent..];
            if (rest.IsEmpty) return;

            int refused = TrainRuns.EndOf(rest, 0);
            foreach (ref readonly Frame frame in rest[..refused]) context.DropForPort(frame, frame.Target, Id, (byte)reason);
            rest = rest[refused..];
        }
    }

    /// <summary>Drops what no port may get and closes the gaps; returns how many are left.</summary>
    private static int KeepDeliverable(Span<Frame> frames, WorkerContext context)
    {
        int kept = 0;
        DeliverDrop? drop = null;
        foreach (ref Frame frame in frames)
        {
            if ((frame.Flags & FrameFlags.Joined) == 0) drop = Check(frame, context);
            if (drop is null) frames[kept++] = frame;
            else context.DropForPort(frame, frame.Target, Id, (byte)drop.Value);
        }

        return kept;
    }

    private static DeliverDrop? Check(in Frame frame, WorkerContext context)
    {
        if (!context.State.Ports[frame.Target].Up) return DeliverDrop.PortDown;
        return Mtu.IsAbove(frame, context.State.Overlays[frame.Overlay].Mtu) ? DeliverDrop.AboveMtu : null;
    }

    private static void CountDelivered(ReadOnlySpan<Frame> frames, WorkerContext context)
    {
        foreach (ref readonly Frame frame in frames)
        {
            ref TrafficCounters traffic = ref context.PortTraffic[frame.Target];
            traffic.RxFrames++;
            traffic.RxBytes += frame.Length;
        }
    }
}
