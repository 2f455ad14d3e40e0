using Falcon.Engine.Counters;
using Falcon.Engine.Frames;
using Falcon.Engine.Workers;
using Falcon.Vxlan;

namespace Falcon.Engine.Stages;

/// <summary>Checks what a container sent and hashes its flow.</summary>
public struct CollectStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Collect;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        foreach (ref Frame frame in frames)
        {
            frame.Overlay = (ushort)context.State.Ports[frame.Source].Overlay;
            ref TrafficCounters traffic = ref context.PortTraffic[frame.Source];
            traffic.TxFrames++;
            traffic.TxBytes += frame.Length;

            CollectDrop? drop = Check(ref frame, context);
            if (drop is null) context.Next(StageId.Bridge, frame);
            else context.DropForPort(frame, frame.Source, Id, (byte)drop.Value);
        }
    }

    private static CollectDrop? Check(ref Frame frame, WorkerContext context)
    {
        if (frame.Length == 0) return CollectDrop.TooLong;
        Span<byte> bytes = context.Bytes(frame);
        if (FrameParser.TryParse(bytes, out ParsedFrame parsed) != ParseError.None) return CollectDrop.Malformed;
        if ((parsed.Flags & ParsedFlags.Vlan) != 0) return CollectDrop.Vlan;
        FlowHasher.Describe(ref frame, bytes, parsed);
        return null;
    }
}
