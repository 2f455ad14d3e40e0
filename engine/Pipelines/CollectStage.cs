using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Identity;
using Falcon.Engine.Stages;
using Falcon.Vxlan;

namespace Falcon.Engine.Pipelines;

/// <summary>Checks what a container sent and hashes its flow. A train is checked by its first frame.</summary>
public struct CollectStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Collect;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        StageQueue next = context.ToBridge(Id);
        bool sound = true;
        CollectDrop reason = default;
        uint trainsHash = 0;
        foreach (ref readonly Frame collected in frames)
        {
            ref Frame frame = ref next.Slot;
            frame = collected;
            frame.Overlay = (ushort)context.State.Ports[frame.Source].Overlay;
            ref TrafficCounters traffic = ref context.PortTraffic[frame.Source];
            traffic.TxFrames++;
            traffic.TxBytes += frame.Length;

            if ((frame.Flags & FrameFlags.Joined) == 0)
            {
                sound = TryDescribe(ref frame, context, out reason);
                trainsHash = frame.FlowHash;
            }

            frame.FlowHash = trainsHash;
            if (sound) next.Grow(1);
            else context.DropForPort(frame, frame.Source, Id, (byte)reason);
        }
    }

    private static bool TryDescribe(ref Frame frame, WorkerContext context, out CollectDrop reason)
    {
        if (!MayPass(frame, context, out reason)) return false;
        Span<byte> bytes = context.Bytes(frame);
        ParsedFrame parsed;
        if (frame.SegmentSize == 0)
        {
            reason = CollectDrop.Malformed;
            if (FrameParser.TryParse(bytes, out parsed) != ParseError.None) return false;
            reason = CollectDrop.Vlan;
            if ((parsed.Flags & ParsedFlags.Vlan) != 0) return false;
            FrameParsing.Describe(ref frame, parsed);
        }
        else
        {
            FrameParsing.Recall(frame, out parsed); // the lane has parsed it to find its segments
        }

        if (context.State.Ports[frame.Source].Identity is { } identity
            && !IdentityCheck.MayPass(frame, bytes, parsed, identity, context.NowSeconds, out reason))
        {
            return false;
        }

        frame.FlowHash = FlowHasher.Hash(bytes, parsed, context.FlowHash);
        return true;
    }

    /// <summary>The checks that do not read the frame.</summary>
    private static bool MayPass(in Frame frame, WorkerContext context, out CollectDrop reason)
    {
        reason = CollectDrop.OverBudget;
        if (context.State.Ports[frame.Source].DropsSent) return false;
        reason = CollectDrop.TooLong;
        if ((frame.Flags & FrameFlags.TooLong) != 0)
        {
            TooBigAnswers.Answer(frame, context.State.Overlays[frame.Overlay].Mtu, context);
            return false;
        }

        reason = CollectDrop.NoFrame;
        if ((frame.Flags & FrameFlags.Lost) != 0) return false;
        reason = CollectDrop.Vlan;
        return (frame.Flags & FrameFlags.Vlan) == 0;
    }
}
