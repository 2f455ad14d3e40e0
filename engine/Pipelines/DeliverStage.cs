using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;

namespace Falcon.Engine.Pipelines;

/// <summary>Delivers frames and trains to the containers' ports.</summary>
public struct DeliverStage : IStage
{
    private const int Few = 64;

    /// <inheritdoc/>
    public static StageId Id => StageId.Deliver;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        while (!frames.IsEmpty)
        {
            Span<Frame> few = frames[..FewOf(frames)];
            Send(few[..KeepDeliverable(few, context)], context);
            context.Pauses?.Look();
            frames = frames[few.Length..];
        }

        context.PortLane.Flush(context.Cache); // the kernel's work counts as this stage's time
        context.Pauses?.Look();
    }

    /// <summary>
    /// The next portion of a batch: few frames, in whole trains, but enough to be worth a system call. Few, so that a receiver's refusals
    /// are known before it gets more.
    /// </summary>
    private static int FewOf(ReadOnlySpan<Frame> frames) => frames.Length <= Few ? frames.Length : TrainRuns.EndOf(frames, Few - 1);

    private static void Send(Span<Frame> rest, WorkerContext context)
    {
        while (!rest.IsEmpty)
        {
            int sent = context.PortLane.Send(rest, context.Cache, out DeliverDrop reason);
            CountDelivered(rest[..sent], context);
            rest = rest[sent..];
            if (rest.IsEmpty) return;

            int refused = TrainRuns.EndOf(rest, 0);
            foreach (ref readonly Frame frame in rest[..refused]) context.DropForPort(frame, frame.Target, Id, (byte)reason);
            rest = rest[refused..];
        }
    }

    /// <summary>Drops frames that may not be delivered and closes the gaps; returns how many are left.</summary>
    private static int KeepDeliverable(Span<Frame> frames, WorkerContext context)
    {
        int kept = 0;
        for (int start = 0, end; start < frames.Length; start = end)
        {
            end = TrainRuns.EndOf(frames, start);
            Span<Frame> train = frames[start..end];
            if (!MayDeliver(train, context, out DeliverDrop reason))
            {
                foreach (ref readonly Frame frame in train) context.DropForPort(frame, frame.Target, Id, (byte)reason);
                continue;
            }

            if (kept != start) train.CopyTo(frames[kept..]);
            kept += train.Length;
        }

        return kept;
    }

    private static bool MayDeliver(ReadOnlySpan<Frame> train, WorkerContext context, out DeliverDrop reason)
    {
        ref readonly Frame head = ref train[0];
        Port port = context.State.Ports[head.Target];
        reason = DeliverDrop.PortDown;
        if (!port.Up) return false;
        reason = DeliverDrop.OverBudget;
        if (port.OverBudget) return false;
        reason = DeliverDrop.AboveMtu;
        if (Mtu.IsAbove(head, context.State.Overlays[head.Overlay].Mtu)) return false;
        reason = DeliverDrop.ReceiverFull;
        return context.MayDeliver(train);
    }

    private static void CountDelivered(ReadOnlySpan<Frame> frames, WorkerContext context)
    {
        for (int start = 0, end; start < frames.Length; start = end)
        {
            int target = frames[start].Target;
            long bytes = 0;
            for (end = start; end < frames.Length && frames[end].Target == target; end++) bytes += frames[end].Length;
            ref TrafficCounters traffic = ref context.PortTraffic[target];
            traffic.RxFrames += end - start;
            traffic.RxBytes += bytes;
        }
    }
}
