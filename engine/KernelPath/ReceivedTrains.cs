using System.Threading.Channels;
using Falcon.Engine.Events;
using Falcon.Engine.Uplinks;
using Falcon.Xsk.Links;
using Falcon.Xsk.Native;

namespace Falcon.Engine.KernelPath;

/// <summary>
/// Makes the kernel join what comes from the wire to trains, while the kernel path takes frames from an uplink. It needs a tunnel socket
/// for that, and GRO on the uplink. One thread at a time, except where noted.
/// </summary>
internal sealed class ReceivedTrains : IDisposable
{
    private const string Subject = "receive-trains";

    private readonly TunnelSocket? _socket;
    private readonly Underlay _underlay;
    private readonly ChannelWriter<DataplaneEvent> _events;
    private volatile string _fault = "";
    private volatile bool _wanted;

    private ReceivedTrains(TunnelSocket? socket, Underlay underlay, ChannelWriter<DataplaneEvent> events)
    {
        _socket = socket;
        _underlay = underlay;
        _events = events;
    }

    /// <summary>Prepares the socket; frames are not joined yet. Call in the uplinks' namespace.</summary>
    public static ReceivedTrains Prepare(ushort vxlanPort, Underlay underlay, ChannelWriter<DataplaneEvent> events)
    {
        try
        {
            return new ReceivedTrains(TunnelSocket.Create(vxlanPort), underlay, events);
        }
        catch (XskException fault)
        {
            var without = new ReceivedTrains(socket: null, underlay, events);
            without.Tell(fault.Message);
            return without;
        }
    }

    /// <summary>Opens the socket while it is of use, and tries again if it could not; closes it when it is not.</summary>
    /// <param name="carries">Whether an overlay uses the kernel path.</param>
    public void Follow(bool carries)
    {
        _wanted = carries && _underlay.Uplinks.Any(uplink => uplink.Attachment is { IsDiverted: true });
        if (_socket is null) return;
        if (_wanted) Tell(_socket.Open() ?? "");
        else _socket.Close();
    }

    /// <summary>Why an uplink's frames for the kernel path are not joined; empty while they are, or it has none. Any thread.</summary>
    public string FaultOf(Uplink uplink)
    {
        if (!_wanted || uplink.Attachment is not { IsDiverted: true }) return "";
        return _fault.Length == 0 && !Ethtool.IsFeatureOn(uplink.Link.Name, EthtoolFeature.Gro)
            ? $"its GRO is off; turn it on: ethtool -K {uplink.Link.Name} gro on"
            : _fault;
    }

    /// <summary>Frames come one by one again.</summary>
    public void Dispose() => _socket?.Dispose();

    private void Tell(string fault)
    {
        if (fault == _fault) return;
        _fault = fault;
        _events.TryWrite(fault.Length > 0
            ? new DataplaneEvent(DataplaneEventKind.TrainsMissing, Subject, fault)
            : new DataplaneEvent(DataplaneEventKind.TrainsThere, Subject, "the kernel joins frames again"));
    }
}
