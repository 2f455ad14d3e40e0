using System.Runtime.CompilerServices;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Pipelines;

/// <summary>Checks and strips the outer headers (RFC 7348, section 5), finds the overlay and hashes the inner flow.</summary>
public struct DecapsulateStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Decapsulate;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        StageQueue next = context.ToBridge(Id);
        Tunnel tunnel = default;
        foreach (ref readonly Frame received in frames)
        {
            ref Frame frame = ref next.Slot;
            frame = received;
            if (TryDecapsulate(ref frame, context, ref tunnel, out bool overlayKnown, out DecapsulateDrop reason)) next.Grow(1);
            else if (overlayKnown) context.DropForOverlay(frame, Id, (byte)reason);
            else context.DropForHost(frame, Id, (byte)reason);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // its own compilation: the JIT limits inlining per method
    private static bool TryDecapsulate(
        ref Frame frame, WorkerContext context, ref Tunnel tunnel, out bool overlayKnown, out DecapsulateDrop reason)
    {
        overlayKnown = TryStrip(ref frame, context, ref tunnel, out reason);
        if (!overlayKnown) return false;

        frame.Flags |= FrameFlags.FromVtep;
        frame.Overlay = tunnel.Overlay;
        frame.Source = tunnel.Vtep;
        reason = DecapsulateDrop.Stranger;
        if (tunnel.Refused) return false;

        Span<byte> bytes = context.Bytes(frame);
        reason = DecapsulateDrop.InnerMalformed;
        if (FrameParser.TryParse(bytes, out ParsedFrame parsed) != ParseError.None) return false;
        reason = DecapsulateDrop.InnerVlan;
        if ((parsed.Flags & ParsedFlags.Vlan) != 0) return false;
        reason = DecapsulateDrop.EcnCeNotEct;
        if (TunnelEcn.Matters(tunnel.TrafficClass) && !TunnelEcn.TryMerge(bytes, parsed, tunnel.TrafficClass)) return false;
        FrameParsing.Describe(ref frame, parsed);
        if (tunnel.CompletesChecksums && TransportChecksum.IsPartial(bytes, parsed)) TakePartialChecksum(ref frame, bytes, parsed, context);
        frame.FlowHash = FlowHasher.Hash(bytes, parsed, context.FlowHash);
        return true;
    }

    /// <summary>
    /// Handles a partial inner checksum. A sender on this machine, for example behind a veth with offloads, leaves the checksum to a device
    /// that does not exist here. Either the container's kernel is told, or the checksum is completed here.
    /// </summary>
    private static void TakePartialChecksum(ref Frame frame, Span<byte> bytes, in ParsedFrame parsed, WorkerContext context)
    {
        bool tcp = (parsed.Flags & ParsedFlags.Tcp) != 0;
        // The container's kernel sums up to the end of the frame, which is wrong for a padded datagram.
        int end = tcp ? parsed.TotalLength : parsed.L4Offset + new UdpHeader(bytes[parsed.L4Offset..]).DatagramLength;
        if (!context.PortLane.TakesTrains || end != frame.Length)
        {
            TransportChecksum.Fill(bytes, parsed);
            return;
        }

        frame.Flags |= FrameFlags.PartialChecksum;
        frame.ChecksumStart = parsed.L4Offset;
        frame.ChecksumOffset = (ushort)(tcp ? TcpHeader.ChecksumOffset : UdpHeader.ChecksumOffset);
    }

    /// <summary>
    /// Strips the outer headers of a frame. Frames of one tunnel come in runs, so most of them need no parsing and no lookup.
    /// </summary>
    private static bool TryStrip(ref Frame frame, WorkerContext context, ref Tunnel tunnel, out DecapsulateDrop reason)
    {
        ReadOnlySpan<byte> bytes = context.Bytes(frame);
        reason = default;
        if (!tunnel.Outer.Recognises(bytes, out int innerLength) || tunnel.Uplink != frame.Source)
            return TryStripUnlike(ref frame, bytes, context, ref tunnel, out reason);

        frame.Offset += OuterTemplate.Length;
        frame.Length = (ushort)innerLength;
        return true;
    }

    /// <summary>
    /// Checks a frame that is not like the one before. It is a separate method because its locals would have to be cleared for each frame.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryStripUnlike(
        ref Frame frame, ReadOnlySpan<byte> bytes, WorkerContext context, ref Tunnel tunnel, out DecapsulateDrop reason)
    {
        UnderlayIdentity underlay = context.State.Underlay;
        OuterRules rules = underlay.RulesOf(frame.Source);
        DecapsulateError error = Decapsulator.TryDecapsulate(bytes, context.State.VxlanPort, rules, out DecapsulatedFrame inner);
        if (error != DecapsulateError.None)
        {
            reason = ReasonOf(error);
            return false;
        }

        reason = DecapsulateDrop.ForeignMac;
        if (!underlay.IsForUs(frame.Source, MacAddress.Read(bytes))) return false;
        if (!tunnel.IsOf(inner) && !TryFind(inner, underlay, context, ref tunnel, out reason)) return false;
        tunnel.Follow(frame, bytes, inner, rules);
        frame.Offset += (uint)inner.InnerOffset;
        frame.Length = (ushort)inner.InnerLength;
        return true;
    }

    /// <summary>Looks up the overlay and the VTEP that the outer headers name.</summary>
    private static bool TryFind(
        in DecapsulatedFrame inner, UnderlayIdentity underlay, WorkerContext context, ref Tunnel tunnel, out DecapsulateDrop reason)
    {
        ForwardingState state = context.State;
        reason = DecapsulateDrop.NotForUs;
        if (!underlay.IsLocalVtep(inner.Destination)) return false;
        reason = DecapsulateDrop.MartianSource;
        if (underlay.IsMartian(inner.Source)) return false;
        reason = DecapsulateDrop.UnknownVni;
        if (!state.Vnis.TryFind(inner.Vni, out ushort overlay)) return false;
        int vtep = state.Vteps.Find(inner.Source);
        bool refused = state.Overlays[overlay].Refuses(vtep);
        if (vtep < 0 && !refused) context.ReportStranger(inner.Source);
        tunnel = new Tunnel(inner, overlay, vtep < 0 ? Frame.UnknownSource : (ushort)vtep, refused);
        return true;
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
        DecapsulateError.OuterVlan => DecapsulateDrop.OuterVlan,
        DecapsulateError.ZeroChecksum => DecapsulateDrop.ZeroChecksum,
        DecapsulateError.MartianSource => DecapsulateDrop.MartianSource,
        _ => DecapsulateDrop.Truncated,
    };

    /// <summary>The tunnel of the frame before, and the result of its lookup.</summary>
    private struct Tunnel(in DecapsulatedFrame frame, ushort overlay, ushort vtep, bool refused)
    {
        private readonly UInt128 _source = frame.Source;
        private readonly UInt128 _destination = frame.Destination;
        private readonly uint _vni = frame.Vni;
        private readonly bool _known = true;

        /// <summary>The outer headers.</summary>
        public OuterTemplate Outer;

        /// <summary>The uplink it came in on.</summary>
        public ushort Uplink;

        /// <summary>Whether inner checksums of this tunnel may be partial.</summary>
        public bool CompletesChecksums;

        /// <summary>Index of the overlay.</summary>
        public readonly ushort Overlay = overlay;

        /// <summary>Index of the sending VTEP, or <see cref="Frame.UnknownSource"/>.</summary>
        public readonly ushort Vtep = vtep;

        /// <summary>The outer traffic class of the frame before.</summary>
        public byte TrafficClass;

        /// <summary>Remembers a checked frame, to compare the next ones with.</summary>
        public void Follow(in Frame frame, ReadOnlySpan<byte> bytes, in DecapsulatedFrame decapsulated, OuterRules rules)
        {
            Outer = OuterTemplate.Of(bytes, decapsulated);
            Uplink = frame.Source;
            CompletesChecksums = (rules & OuterRules.CompleteChecksums) != 0;
            TrafficClass = decapsulated.TrafficClass;
        }

        /// <summary>Whether the overlay refuses frames from the sender.</summary>
        public readonly bool Refused = refused;

        public readonly bool IsOf(in DecapsulatedFrame frame) =>
            _known && frame.Vni == _vni && frame.Source == _source && frame.Destination == _destination;
    }
}
