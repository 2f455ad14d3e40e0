using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Lanes;
using Falcon.Engine.Tables;
using Falcon.Engine.Threads;
using Falcon.Vxlan;
using Falcon.Xsk.Native;
using Falcon.Xsk.Sockets;
using Falcon.Xsk.Threads;

namespace Falcon.Engine.Uplinks;

/// <summary>
/// Outer packets that came in fragments: the XDP program leaves those to the host's kernel, which puts them together; this hands the whole
/// ones to a worker as if they had come from the wire. A VTEP must not fragment, but routers may, and a kernel peer lets them (RFC 7348,
/// section 4.3). A slow way, limited so that nobody can spend a CPU by it. A thread of its own, in the uplinks' namespace.
/// </summary>
internal sealed class FragmentReader : IDisposable
{
    /// <summary>Datagrams of a look, after which the thread rests: some 60,000 a second at most.</summary>
    private const int Most = 64;

    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(1);

    private readonly ForwardingState _state;
    private readonly ReassembledFrames _frames;
    private readonly int _largest;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private readonly Action _ring;
    private readonly Func<AddressFamily, ushort, RawReceiver?> _open;
    private readonly byte[] _buffer = new byte[ushort.MaxValue];
    private readonly ControlThread _thread;

    /// <summary>Starts reading.</summary>
    /// <param name="state">What is ours.</param>
    /// <param name="frames">Where they go.</param>
    /// <param name="largest">Bytes of the largest frame that memory is made for.</param>
    /// <param name="events">Told when it cannot be done.</param>
    /// <param name="faults">Told of unexpected exceptions.</param>
    /// <param name="ring">Wakes the worker that takes them.</param>
    /// <param name="open">Opens a socket that gets UDP datagrams to a port, whole.</param>
    public FragmentReader(
        ForwardingState state, ReassembledFrames frames, int largest, ChannelWriter<DataplaneEvent> events,
        ControlFaults faults, Action ring, Func<AddressFamily, ushort, RawReceiver?> open)
    {
        _state = state;
        _frames = frames;
        _largest = largest;
        _events = events;
        _ring = ring;
        _open = open;
        _thread = new ControlThread("fragments", faults, Run);
    }

    public void Dispose() => _thread.Dispose();

    private void Run(ControlThread thread)
    {
        List<RawReceiver> receivers = [];
        try
        {
            Open(receivers);
            var poller = new FdPoller([thread.WakeUpFd, .. receivers.Select(receiver => receiver.Fd)]);
            while (!thread.Stopping)
            {
                poller.Wait(null);
                if (receivers.Sum(Read) >= Most) thread.Stop.WaitOne(s_rest);
            }
        }
        finally
        {
            foreach (RawReceiver receiver in receivers) receiver.Dispose();
        }
    }

    private void Open(List<RawReceiver> receivers)
    {
        try
        {
            foreach (AddressFamily family in (ReadOnlySpan<AddressFamily>)[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
            {
                if (_open(family, _state.VxlanPort) is { } receiver) receivers.Add(receiver);
            }
        }
        catch (XskException fault)
        {
            string what = $"outer packets that come in fragments are lost: {fault.Message}";
            _events.TryWrite(new DataplaneEvent(DataplaneEventKind.FragmentsLost, "fragments", what));
        }
    }

    private int Read(RawReceiver receiver)
    {
        int read = 0, added = 0;
        for (int length; read < Most && (length = receiver.Receive(_buffer, out IPAddress from, out IPAddress? to)) > 0; read++)
        {
            ReadOnlySpan<byte> packet = _buffer.AsSpan(0, length);
            byte[]? frame = to is null ? FrameOf(packet) : FrameOf(from, to, packet);
            if (frame is null || !IsOurs(frame)) continue;
            _frames.Add(frame);
            added++;
        }

        if (added > 0) _ring();
        return read;
    }

    /// <summary>The frame of a whole IPv4 packet; null when it is too large.</summary>
    private byte[]? FrameOf(ReadOnlySpan<byte> packet)
    {
        if (NewFrame(packet.Length, EtherTypes.Ipv4) is not { } frame) return null;
        packet.CopyTo(frame.AsSpan(EthernetHeader.Length));
        return frame;
    }

    /// <summary>The frame of an IPv6 datagram, of which the kernel does not give the IP header.</summary>
    private byte[]? FrameOf(IPAddress from, IPAddress to, ReadOnlySpan<byte> datagram)
    {
        if (NewFrame(Ipv6Header.Length + datagram.Length, EtherTypes.Ipv6) is not { } frame) return null;
        _ = new Ipv6Header(frame.AsSpan(EthernetHeader.Length))
        {
            VersionClassLabel = 6u << 28,
            PayloadLength = (ushort)datagram.Length,
            NextHeader = IpProtocols.Udp,
            HopLimit = 64,
            Source = VtepAddress.ToUInt128(from),
            Destination = VtepAddress.ToUInt128(to),
        };
        datagram.CopyTo(frame.AsSpan(EthernetHeader.Length + Ipv6Header.Length));
        return frame;
    }

    private byte[]? NewFrame(int packet, ushort etherType)
    {
        if (EthernetHeader.Length + packet > _largest) return null;
        byte[] frame = new byte[EthernetHeader.Length + packet];
        _state.Underlay.Uplinks[0].Mac.Write(frame); // the kernel took it, so it was for us
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(12), etherType);
        return frame;
    }

    /// <summary>
    /// Others' datagrams come this way, too: of a kernel tunnel's overlays, for one. They are not to be counted as drops.
    /// </summary>
    private bool IsOurs(ReadOnlySpan<byte> frame) =>
        Decapsulator.TryDecapsulate(frame, _state.VxlanPort, _state.Underlay.RulesOf(0), out DecapsulatedFrame inner)
            == DecapsulateError.None
        && _state.Underlay.IsLocalVtep(inner.Destination) && _state.Vnis.TryFind(inner.Vni, out _);
}
