using Falcon.Engine.Accounting;
using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Workers;
using Falcon.Vxlan;

namespace Falcon.Engine.Stages;

/// <summary>Checks what a container sent and hashes its flow. A train is judged by its first frame.</summary>
public struct CollectStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Collect;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        CollectDrop? drop = null;
        uint trainsHash = 0;
        foreach (ref Frame frame in frames)
        {
            frame.Overlay = (ushort)context.State.Ports[frame.Source].Overlay;
            frame.Payer = Accounts.OfPort(frame.Source);
            ref TrafficCounters traffic = ref context.PortTraffic[frame.Source];
            traffic.TxFrames++;
            traffic.TxBytes += frame.Length;

            if ((frame.Flags & FrameFlags.Joined) == 0)
            {
                drop = Check(ref frame, context);
                trainsHash = frame.FlowHash;
            }

            frame.FlowHash = trainsHash;
            if (drop is null) context.Next(StageId.Bridge, frame);
            else context.DropForPort(frame, frame.Source, Id, (byte)drop.Value);
        }
    }

    private static CollectDrop? Check(ref Frame frame, WorkerContext context)
    {
        if (context.State.Ports[frame.Source].DropsSent) return CollectDrop.OverBudget;
        if ((frame.Flags & FrameFlags.TooLong) != 0)
        {
            TooBigAnswers.Answer(frame, context);
            return CollectDrop.TooLong;
        }

        if ((frame.Flags & FrameFlags.Lost) != 0) return CollectDrop.NoFrame;
        if ((frame.Flags & FrameFlags.Vlan) != 0) return CollectDrop.Vlan;
        Span<byte> bytes = context.Bytes(frame);
        if (frame.SegmentSize == 0)
        {
            if (FrameParser.TryParse(bytes, out ParsedFrame parsed) != ParseError.None) return CollectDrop.Malformed;
            if ((parsed.Flags & ParsedFlags.Vlan) != 0) return CollectDrop.Vlan;
            FrameParsing.Describe(ref frame, parsed);
            frame.FlowHash = FlowHasher.Hash(bytes, parsed);
        }
        else
        {
            // The lane has parsed it, to know where its segments start.
            frame.FlowHash = FlowHasher.Hash(bytes, FrameParsing.ToParsed(frame));
        }

        return null;
    }
}
