using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Tables;
using Falcon.Vxlan;
using Falcon.Xsk.Native;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine.Vteps;

/// <summary>
/// Learns path MTUs to the VTEPs from routers' ICMP messages. It ignores messages that cannot be about one of our packets: the quoted
/// packet must name a local VTEP, the VXLAN port and a VTEP that we reach, and be larger than the reported size. One thread, in the
/// uplinks' namespace, opens and reads it.
/// </summary>
/// <param name="state">The VTEPs.</param>
/// <param name="events">Receives an event when the messages cannot be read.</param>
/// <param name="open">Opens a socket that receives the messages.</param>
internal sealed class PathMtuReader(
    ForwardingState state, ChannelWriter<DataplaneEvent> events, Func<AddressFamily, RawReceiver?> open) : IDisposable
{
    /// <summary>The most messages per call; the rest waits, because the thread has other work.</summary>
    private const int Most = 64;

    private const int FirstSourcePort = 49_152;
    private static readonly TimeSpan s_rest = TimeSpan.FromMilliseconds(5);

    private readonly PathMtus _known = new(() => Environment.TickCount64);
    private readonly List<RawReceiver> _listeners = [];
    private readonly byte[] _buffer = new byte[1024];

    /// <summary>The file descriptors to wait on; readable when messages wait.</summary>
    public IReadOnlyList<int> PollDescriptors => [.. _listeners.Select(listener => listener.Fd)];

    /// <summary>Starts listening. On failure only the kernel's routes tell path MTUs.</summary>
    public void Open()
    {
        try
        {
            foreach (AddressFamily family in (ReadOnlySpan<AddressFamily>)[AddressFamily.InterNetwork, AddressFamily.InterNetworkV6])
            {
                if (open(family) is { } listener) _listeners.Add(listener);
            }
        }
        catch (XskException fault)
        {
            events.TryWrite(new DataplaneEvent(DataplaneEventKind.RoutersUnheard, "icmp", $"not heard: {fault.Message}"));
        }
    }

    /// <summary>Reads waiting messages; returns the VTEPs whose path MTU has become smaller.</summary>
    public IReadOnlyList<Vtep> Read()
    {
        List<Vtep> lowered = [];
        int read = 0;
        foreach (RawReceiver listener in _listeners)
        {
            for (int length; read < Most && (length = listener.Receive(_buffer, out IPAddress from, out _)) > 0; read++)
            {
                if (Heed(_buffer.AsSpan(0, length), from) is { } vtep) lowered.Add(vtep);
            }
        }

        if (read == Most) Thread.Sleep(s_rest);
        return lowered;
    }

    /// <summary>Bytes of the largest outer packet that passes to a VTEP, as reported by routers.</summary>
    public int Of(Vtep vtep) => _known.Of(vtep.Index);

    /// <summary>Forgets a VTEP that is not needed.</summary>
    public void Forget(Vtep vtep) => _known.Forget(vtep.Index);

    public void Dispose()
    {
        foreach (RawReceiver listener in _listeners) listener.Dispose();
        _listeners.Clear();
    }

    private Vtep? Heed(ReadOnlySpan<byte> message, IPAddress from)
    {
        bool ipv6 = from.AddressFamily == AddressFamily.InterNetworkV6;
        bool read = ipv6 ? TooBigQuote.TryReadIpv6(message, out TooBigQuote quote) : TooBigQuote.TryReadIpv4(message, out quote);
        if (!read || quote.DestinationPort != state.VxlanPort || quote.SourcePort < FirstSourcePort) return null;
        if (quote.PacketLength <= quote.Mtu) return null;
        int index = state.Vteps.Find(quote.Destination);
        if (index < 0 || state.Vteps[index] is not { Route: { } route } vtep) return null;
        if (VtepAddress.ToUInt128(route.Local) != quote.Source) return null;
        int current = route.PathMtu + route.Header.Length;
        return _known.Learn(index, quote.Mtu, current, ipv6) ? vtep : null;
    }
}
