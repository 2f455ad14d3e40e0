using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Workers;

namespace Falcon.Engine.Stages;

/// <summary>Hands frames to the containers' ports.</summary>
public struct DeliverStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Deliver;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        Span<Frame> rest = frames[..KeepDeliverable(frames, context)];
        while (!rest.IsEmpty)
        {
            int sent = context.PortLane.Send(rest, context.Pool, out DeliverDrop reason);
            CountDelivered(rest[..sent], context);
            rest = rest[sent..];
            if (rest.IsEmpty) return;

            context.DropForPort(rest[0], rest[0].Target, Id, (byte)reason);
            rest = rest[1..];
        }
    }

    /// <summary>Drops what no port may get and closes the gaps; returns how many are left.</summary>
    private static int KeepDeliverable(Span<Frame> frames, WorkerContext context)
    {
        int kept = 0;
        foreach (ref Frame frame in frames)
        {
            if (!context.State.Ports[frame.Target].Up)
                context.DropForPort(frame, frame.Target, Id, (byte)DeliverDrop.PortDown);
            else if (Mtu.IsAbove(frame, context.State.Overlays[frame.Overlay].Mtu))
                context.DropForPort(frame, frame.Target, Id, (byte)DeliverDrop.AboveMtu);
            else
                frames[kept++] = frame;
        }

        return kept;
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
