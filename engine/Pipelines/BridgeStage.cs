using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Falcon.Engine.Accounting;
using Falcon.Engine.Frames;
using Falcon.Engine.Stages;
using Falcon.Engine.Tables;
using Falcon.Vxlan;

namespace Falcon.Engine.Pipelines;

/// <summary>
/// Looks up the inner destination and learns the inner source (RFC 7348, section 4.1). Frames without a single receiver go to the
/// replicator, which copies them to the other ports and, if they came from a container, to every peer (head-end replication). A train goes
/// where its first frame goes.
/// </summary>
public struct BridgeStage : IStage
{
    /// <inheritdoc/>
    public static StageId Id => StageId.Bridge;

    /// <inheritdoc/>
    public readonly void Run(Span<Frame> frames, WorkerContext context)
    {
        Way way = default;
        int otherPayers = 0;
        for (int start = 0; start < frames.Length;)
        {
            int end = TrainRuns.EndOf(frames, start);
            Forward(frames[start..end], ref way, context);
            otherPayers |= frames[start].Payer ^ frames[0].Payer;
            start = end;
        }

        context.Accountant?.NoteBridged(forOne: otherPayers == 0);
    }

    private static void Forward(Span<Frame> train, ref Way way, WorkerContext context)
    {
        ref readonly Frame head = ref train[0];
        ReadOnlySpan<byte> header = context.Umem.Slice(head.Offset, 12);
        BridgeDrop reason;
        bool forwarded = way.IsOf(head, header)
            ? TrySend(train, way.Target, context, out reason)
            : TryForwardFirst(train, header, ref way, context, out reason);
        if (forwarded) return;
        if (reason == BridgeDrop.Looped) CountLooped(train, context);
        Drop(train, reason, context);
    }

    /// <summary>Looks a train up in the forwarding table, because it is not like the train before.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool TryForwardFirst(
        Span<Frame> train, ReadOnlySpan<byte> header, ref Way way, WorkerContext context, out BridgeDrop reason)
    {
        way = default;
        if (!TryLearnSource(train[0], MacAddress.Read(header[6..]), context, out bool known, out reason)) return false;
        reason = BridgeDrop.LinkLocalGroup;
        var destination = MacAddress.Read(header);
        if (IsLinkLocalGroup(destination)) return false;
        FdbTarget target = destination.IsGroup ? default : context.State.Fdb.Lookup(train[0].Overlay, destination, context.NowSeconds);
        if (target.IsNone) return TryFlood(train, context, out reason);
        if (known) way = new Way(train[0], header, target);
        return TrySend(train, target, context, out reason);
    }

    /// <summary>Counts frames from a VTEP that use a port's MAC address.</summary>
    private static void CountLooped(ReadOnlySpan<Frame> train, WorkerContext context)
    {
        if ((train[0].Flags & FrameFlags.FromVtep) == 0 || train[0].Source == Frame.UnknownSource) return;
        foreach (ref readonly Frame frame in train) context.State.Vteps[frame.Source].CountLooped();
    }

    /// <param name="frame">The first frame of a train.</param>
    /// <param name="source">Its inner source MAC address.</param>
    /// <param name="context">The worker's context.</param>
    /// <param name="known">Whether the forwarding table has it already.</param>
    /// <param name="reason">Why it is dropped.</param>
    private static bool TryLearnSource(in Frame frame, MacAddress source, WorkerContext context, out bool known, out BridgeDrop reason)
    {
        known = false;
        reason = BridgeDrop.InvalidSource;
        if (source.IsGroup || source.Value == 0) return false;

        ForwardingTable fdb = context.State.Fdb;
        bool fromVtep = (frame.Flags & FrameFlags.FromVtep) != 0;
        FdbTarget here = fromVtep ? FdbTarget.Vtep(frame.Source) : FdbTarget.Port(frame.Source);
        known = fdb.Knows(frame.Overlay, source, here, context.NowSeconds);
        if (known) return true;

        FdbTarget before = fdb.Lookup(frame.Overlay, source, context.NowSeconds);
        reason = BridgeDrop.Looped;
        if (before.IsPort && before != here && IsPortsOwn(before, source, context)) return false;

        if (context.State.Overlays[frame.Overlay].Learning && frame.Source != Frame.UnknownSource && !IsGone(here, context))
            fdb.Learn(frame.Overlay, source, here, context.NowSeconds);
        return true;
    }

    /// <summary>
    /// Whether a MAC address is a port's own: it may not move to another port or VTEP. Other addresses behind a port may.
    /// </summary>
    private static bool IsPortsOwn(FdbTarget port, MacAddress source, WorkerContext context) =>
        context.State.Ports[port.Index].Mac == source && !IsGone(port, context);

    /// <summary>Whether a port was removed: its last frames may still be under way when its entries are gone.</summary>
    private static bool IsGone(FdbTarget target, WorkerContext context) => target.IsPort && context.State.Ports[target.Index].Removed;

    private static bool TrySend(Span<Frame> train, FdbTarget target, WorkerContext context, out BridgeDrop reason)
    {
        bool fromVtep = (train[0].Flags & FrameFlags.FromVtep) != 0;
        reason = BridgeDrop.SplitHorizon;
        if (target.IsPort && !fromVtep && target.Index == train[0].Source) return false;
        if (target.IsVtep && fromVtep) return false;
        if (target.IsPort && context.State.Ports[target.Index].OverBudget)
        {
            foreach (ref readonly Frame frame in train) context.DropForPort(frame, target.Index, Id, (byte)BridgeDrop.OverBudget);
            return true;
        }

        // From here the receiver pays if it is local; for frames from the wire it pays for the work before, too.
        ushort payer = target.IsPort ? Accounts.OfPort(target.Index) : train[0].Payer;
        ushort payerSoFar = fromVtep ? payer : train[0].Payer;
        if (target.IsPort && context.IsPaused(train, target.Index))
        {
            DropForReceiver(train, target.Index, payerSoFar, context);
            return true;
        }

        StageQueue next = target.IsPort ? context.ToPort(Id) : context.ToWire(Id);
        foreach (ref Frame frame in train)
        {
            ref Frame sent = ref next.Slot;
            sent = frame;
            sent.Target = (ushort)target.Index;
            sent.Payer = payer;
            if (target.IsVtep) sent.Flags |= FrameFlags.ToVtep;
            next.Grow(1);
            frame.Payer = payerSoFar;
        }

        return true;
    }

    /// <summary>Drops a train for Deliver, before joining costs anything.</summary>
    private static void DropForReceiver(Span<Frame> train, int port, ushort payer, WorkerContext context)
    {
        foreach (ref Frame frame in train)
        {
            frame.Payer = payer;
            context.DropForPort(frame, port, StageId.Deliver, (byte)DeliverDrop.ReceiverFull);
        }
    }

    /// <summary>Hands a train to the replicator.</summary>
    private static bool TryFlood(Span<Frame> train, WorkerContext context, out BridgeDrop reason)
    {
        ref readonly Frame head = ref train[0];
        bool fromVtep = (head.Flags & FrameFlags.FromVtep) != 0;
        Overlay overlay = context.State.Overlays[head.Overlay];
        int[] ports = overlay.Ports;
        int[] peers = fromVtep ? [] : overlay.Peers;
        int receivers = ports.Length + peers.Length - (fromVtep || context.State.Ports[head.Source].Removed ? 0 : 1);
        reason = BridgeDrop.NoReceiver;
        if (receivers <= 0) return false;
        reason = BridgeDrop.Storm;
        StormLimit limit = fromVtep ? overlay.Storms.Of(head.Source) : context.State.Ports[head.Source].Storm;
        if (!IsWithinLimit(head, limit, receivers * train.Length, context)) return false;
        reason = BridgeDrop.Backlog;
        if (fromVtep) LetOverlayPay(train);
        return context.Replicator.TryAdd(train, ports, peers);
    }

    private static bool IsWithinLimit(in Frame head, StormLimit limit, int copies, WorkerContext context)
    {
        if (limit.Admits(copies, context.Now)) return true;
        if (limit.BeginsEpisode(context.Now)) context.Storming?.Invoke(head, limit.PerSecond);
        return false;
    }

    /// <summary>Makes the overlay pay: a receiver does not pay for frames that it did not ask for and cannot refuse.</summary>
    private static void LetOverlayPay(Span<Frame> train)
    {
        foreach (ref Frame frame in train) frame.Payer = Accounts.OfOverlay(frame.Overlay);
    }

    /// <summary>The groups 01:80:c2:00:00:00 to 01:80:c2:00:00:0f: spanning tree, pause, LLDP and similar.</summary>
    private static bool IsLinkLocalGroup(MacAddress mac) => (mac.Value & 0xFFFF_FFFF_FFF0) == 0x0180_C200_0000;

    private static void Drop(Span<Frame> train, BridgeDrop reason, WorkerContext context)
    {
        bool fromVtep = (train[0].Flags & FrameFlags.FromVtep) != 0;
        if (fromVtep) LetOverlayPay(train);
        foreach (ref readonly Frame frame in train)
        {
            if (fromVtep) context.DropForOverlay(frame, Id, (byte)reason);
            else context.DropForPort(frame, frame.Source, Id, (byte)reason);
        }
    }

    /// <summary>
    /// Remembers where the train before went, because trains between two hosts come in runs. Used only if its source was known, so that
    /// another lookup would change nothing, and only within one batch, so that changes of the forwarding table are seen in the next.
    /// </summary>
    private readonly struct Way(in Frame head, ReadOnlySpan<byte> header, FdbTarget target)
    {
        private readonly ulong _macs = BinaryPrimitives.ReadUInt64LittleEndian(header);
        private readonly uint _moreOfMacs = BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(ulong)..]);
        private readonly ushort _overlay = head.Overlay;
        private readonly ushort _source = head.Source;
        private readonly FrameFlags _fromVtep = head.Flags & FrameFlags.FromVtep;

        public readonly FdbTarget Target = target;

        /// <summary>Whether a frame has the same addresses, overlay and source.</summary>
        public bool IsOf(in Frame frame, ReadOnlySpan<byte> header) => !Target.IsNone
            && BinaryPrimitives.ReadUInt64LittleEndian(header) == _macs
            && BinaryPrimitives.ReadUInt32LittleEndian(header[sizeof(ulong)..]) == _moreOfMacs
            && frame.Overlay == _overlay && frame.Source == _source && (frame.Flags & FrameFlags.FromVtep) == _fromVtep;
    }
}
