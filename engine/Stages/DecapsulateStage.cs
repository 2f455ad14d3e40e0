using Falcon.Engine.Frames;
using Falcon.Engine.Tables;
using Falcon.Engine.Workers;
using Falcon.Vxlan;

namespace Falcon.Engine.Stages;

/// <summary>Checks and strips the outer headers (RFC 7348, section 5), finds the overlay, hashes the inner flow.</summary>
public struct DecapsulateStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Decapsulate;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        StageQueue bridge = context.Queue(StageId.Bridge);
        foreach (ref readonly Frame received in frames)
        {
            ref Frame frame = ref bridge.Slot;
            frame = received;
            DecapsulateDrop? drop = Decapsulate(ref frame, context, out bool overlayKnown);
            if (drop is null) bridge.Grow(1);
            else if (overlayKnown) context.DropForOverlay(frame, Id, (byte)drop.Value);
            else context.DropForHost(frame, Id, (byte)drop.Value);
        }
    }

    private static DecapsulateDrop? Decapsulate(ref Frame frame, WorkerContext context, out bool overlayKnown)
    {
        ForwardingState state = context.State;
        overlayKnown = false;
        DecapsulateError error = Decapsulator.TryDecapsulate(context.Bytes(frame), state.VxlanPort, out DecapsulatedFrame inner);
        if (error != DecapsulateError.None) return ReasonOf(error);
        if (!state.LocalVteps.AsSpan().Contains(inner.Destination)) return DecapsulateDrop.NotForUs;
        if (!state.Vnis.TryFind(inner.Vni, out frame.Overlay)) return DecapsulateDrop.UnknownVni;

        overlayKnown = true;
        frame.Offset += (uint)inner.InnerOffset;
        frame.Length = (ushort)inner.InnerLength;
        SetSource(ref frame, inner.Source, context);

        Span<byte> bytes = context.Bytes(frame);
        if (FrameParser.TryParse(bytes, out ParsedFrame parsed) != ParseError.None) return DecapsulateDrop.InnerMalformed;
        if ((parsed.Flags & ParsedFlags.Vlan) != 0) return DecapsulateDrop.InnerVlan;
        FrameParsing.Describe(ref frame, parsed);
        frame.FlowHash = FlowHasher.Hash(bytes, parsed);
        return null;
    }

    private static void SetSource(ref Frame frame, UInt128 address, WorkerContext context)
    {
        frame.Flags |= FrameFlags.FromVtep;
        int vtep = context.State.Vteps.Find(address);
        frame.Source = vtep < 0 ? Frame.UnknownSource : (ushort)vtep;
        if (vtep < 0) context.ReportStranger(address);
    }

    private static DecapsulateDrop ReasonOf(DecapsulateError error) => error switch
    {
        DecapsulateError.NotIp => DecapsulateDrop.NotIp,
        DecapsulateError.BadIpHeader => DecapsulateDrop.BadIpHeader,
        DecapsulateError.Fragment => DecapsulateDrop.OuterFragment,
        DecapsulateError.NotUdp or DecapsulateError.WrongPort => DecapsulateDrop.NotVxlan,
        DecapsulateError.BadUdpLength => DecapsulateDrop.BadUdpLength,
        DecapsulateError.BadOuterChecksum => DecapsulateDrop.BadOuterChecksum,
        DecapsulateError.BadFlags => DecapsulateDrop.BadFlags,
        _ => DecapsulateDrop.Truncated,
    };
}
