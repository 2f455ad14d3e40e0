using System.Buffers.Binary;
using System.Diagnostics;
using Falcon.Engine.Frames;
using Falcon.Engine.Tables;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.Feedback;

/// <summary>
/// Keeps a worker from delivering what a full socket refuses (receive livelock: Mogul and Ramakrishnan, USENIX 1996). A receiver that
/// refuses a datagram gets none for a while, and then bursts that fit its buffer. The uplink's XDP program drops what comes between bursts,
/// so the application gets the CPU to read. One worker's, not shared.
/// </summary>
public sealed class ReceiverPauses
{
    private const int Slots = 256;
    private const byte Udp = 17;
    private const int SmallestBurst = 64;
    private const int LargestBurst = 1024;

    private static readonly long s_shortest = Stopwatch.Frequency / 20_000; // 50 µs
    private static readonly long s_longest = Stopwatch.Frequency / 250;     // 4 ms
    private static readonly long s_watch = Stopwatch.Frequency;             // without a refusal for this long, gates stand open again

    private readonly ReceiverFeedback _feedback;
    private readonly ForwardingState _state;
    private readonly int _cpu;
    private readonly ReceiverPause[] _pauses = new ReceiverPause[Slots];
    private readonly ulong _factor = ReceiverKey.NewFactor();
    private long _seen;
    private long _watchedUntil;

    /// <summary>Makes the pauses of the worker on a CPU.</summary>
    public ReceiverPauses(ReceiverFeedback feedback, ForwardingState state, int cpu)
    {
        _feedback = feedback;
        _state = state;
        _cpu = cpu;
        _seen = feedback.Refusals.On(cpu).Count;
    }

    /// <summary>Whether any receiver may be paused at a time; if not, no frame needs a check.</summary>
    public bool AnyAt(long now) => _watchedUntil > now;

    /// <summary>Whether the receiver of a frame is paused.</summary>
    /// <param name="frame">A frame to a local port, or the first of a train.</param>
    /// <param name="port">The port's index.</param>
    /// <param name="bytes">The frame's bytes.</param>
    /// <param name="now">The timestamp of the turn.</param>
    public bool Holds(in Frame frame, int port, ReadOnlySpan<byte> bytes, long now) =>
        TryName(frame, bytes, out ReceiverKey receiver) && Holds(receiver, port, now);

    /// <summary>
    /// Like <see cref="Holds(in Frame, int, ReadOnlySpan{byte}, long)"/>, for frames that no XDP program has seen because they come from a
    /// container on this host: they pass the receiver's gate first.
    /// </summary>
    /// <inheritdoc cref="Holds(in Frame, int, ReadOnlySpan{byte}, long)"/>
    public bool HoldsLocal(in Frame frame, int frames, int port, ReadOnlySpan<byte> bytes, long now)
    {
        if (!TryName(frame, bytes, out ReceiverKey receiver)) return false;
        if (Holds(receiver, port, now)) return true;
        ref ReceiverGate gate = ref _feedback.Gates.At(receiver);
        return gate.Receiver == receiver.Value && gate.Container == port && !gate.LetsThrough(frames, now);
    }

    /// <summary>Whether a train can be sent now. If so, it counts as sent. Each burst that is sent shortens the gate's span.</summary>
    /// <inheritdoc cref="HoldsLocal"/>
    public bool Admits(in Frame frame, int frames, int port, ReadOnlySpan<byte> bytes, long now)
    {
        if (!TryName(frame, bytes, out ReceiverKey receiver)) return true;
        ref ReceiverPause pause = ref _pauses[receiver.SlotIn(Slots, _factor)];
        if (pause.Receiver != receiver || pause.Port != port) return true;
        if (pause.Until > now) return false;

        pause.Sent += frames;
        ref ReceiverGate gate = ref _feedback.Gates.At(receiver);
        if (pause.Sent < gate.Burst || gate.Receiver != receiver.Value) return true;
        pause.Sent = 0;
        gate.Span -= gate.Span / 16;
        return true;
    }

    /// <summary>Reads what became of the frames just delivered.</summary>
    public void Look()
    {
        ref readonly SocketRefusal refusal = ref _feedback.Refusals.On(_cpu);
        long count = Volatile.Read(in refusal.Count);
        if (count == _seen) return;
        _seen = count;
        Pause(refusal, Stopwatch.GetTimestamp());
    }

    private static bool TryName(in Frame frame, ReadOnlySpan<byte> bytes, out ReceiverKey receiver)
    {
        receiver = default;
        if (frame.Protocol != Udp || frame.L4 == 0 || (frame.Flags & FrameFlags.Fragment) != 0) return false;
        receiver = ReceiverKey.Of(bytes, BinaryPrimitives.ReadUInt16BigEndian(bytes[(frame.L4 + 2)..]));
        return true;
    }

    private bool Holds(ReceiverKey receiver, int port, long now)
    {
        ref readonly ReceiverPause pause = ref _pauses[receiver.SlotIn(Slots, _factor)];
        return pause.Receiver == receiver && pause.Port == port && pause.Until > now;
    }

    private void Pause(in SocketRefusal refusal, long now)
    {
        Port port = _state.Ports[refusal.Container];
        if (port.Removed) return; // its gates are gone for good, or are about to go
        Span<byte> mac = stackalloc byte[6];
        port.Mac.Write(mac);
        var receiver = ReceiverKey.Of(mac, refusal.UdpPort);
        if (Holds(receiver, port.Index, now)) return; // from the same burst

        ref ReceiverGate gate = ref _feedback.GateOf(receiver, _state.Overlays[port.Overlay].Vni, port.Index);
        Close(ref gate, refusal.Room, now);
        _pauses[receiver.SlotIn(Slots, _factor)] = new ReceiverPause { Receiver = receiver, Port = port.Index, Until = gate.Opens };
        _watchedUntil = now + s_watch;
        _feedback.Gates.WatchUntil(_watchedUntil);
    }

    /// <summary>
    /// Closes a gate for a span a quarter longer than last time. The next burst is what three quarters of the buffer hold.
    /// </summary>
    internal static void Close(ref ReceiverGate gate, int room, long now)
    {
        gate.Span = Math.Clamp(gate.Span + gate.Span / 4, s_shortest, s_longest);
        gate.Burst = gate.Left = Math.Clamp(room / 4 * 3, SmallestBurst, LargestBurst);
        gate.Opens = now + gate.Span;
    }
}
