using Falcon.Engine.Events;
using Falcon.Engine.Lanes;
using Falcon.Engine.Lanes.Packets;
using Falcon.Engine.Options;
using Falcon.Xsk.Links;
using Falcon.Xsk.Memory;
using Falcon.Xsk.Native;
using Falcon.Xsk.Packets;
using Falcon.Xsk.Programs;
using Falcon.Xsk.Sockets;

namespace Falcon.Engine.Uplinks;

/// <summary>
/// The program and the sockets of an uplink on one device. They are bound to that device: when it goes they are useless, and another device
/// of the same name gets new ones.
/// </summary>
internal sealed class UplinkAttachment
{
    private readonly UplinkOptions _options;

    private UplinkAttachment(UplinkOptions options, int ifIndex, UplinkProgram program, IReadOnlyList<XskSocket> sockets, string modeReason)
    {
        _options = options;
        IfIndex = ifIndex;
        Queues = sockets.Count;
        Program = program;
        Sockets = sockets;
        ModeReason = modeReason;
    }

    /// <summary>The device's interface index.</summary>
    public int IfIndex { get; }

    /// <summary>The receive queues in use; a device may have more allocated.</summary>
    public int Queues { get; }

    /// <summary>Directs the overlays' frames to the sockets.</summary>
    public UplinkProgram Program { get; }

    /// <summary>One socket per receive queue; the lanes own them once they serve them.</summary>
    public IReadOnlyList<XskSocket> Sockets { get; }

    /// <summary>Why no better mode was chosen; empty when it is the best.</summary>
    public string ModeReason { get; }

    /// <summary>Whether workers send by a packet socket of their own, instead of by the AF_XDP socket.</summary>
    public bool SendsPackets => _options.Transmit switch
    {
        UplinkTransmit.Xsk => false,
        UplinkTransmit.Packet => true,
        _ => Sockets[0].Mode == XskBindMode.Copy && PacketSocket.CutsDatagrams,
    };

    /// <summary>Text for the log: queues, mode and why no better one, how frames are sent.</summary>
    public string Description
    {
        get
        {
            string sending = SendsPackets ? ", sending by packet sockets" : "";
            string reason = ModeReason.Length == 0 ? "" : $" ({ModeReason})";
            return $"{Queues} queue(s), {ModeName.Of(Sockets[0].Mode)} mode{sending}{reason}";
        }
    }

    /// <summary>Attaches the program and binds a socket to each queue, in the best mode that the device offers.</summary>
    /// <exception cref="DataplaneException">The device has another XDP program, or takes no AF_XDP socket.</exception>
    public static UplinkAttachment Open(UplinkOptions options, LinkInfo link, UplinkEnvironment environment)
    {
        int queues = Ethtool.RxQueues(link.Name);
        List<string> refusals = [];
        foreach (XskBindMode mode in ModesOf(options.Mode))
        {
            UplinkProgram? program = null;
            try
            {
                program = UplinkProgram.Attach(link.IfIndex, mode, environment.VxlanPort, queues, environment.Throttles, environment.Gates);
                IReadOnlyList<XskSocket> sockets = OpenSockets(link, queues, mode, environment);
                return new UplinkAttachment(options, link.IfIndex, program, sockets, string.Join("; ", refusals));
            }
            catch (XdpAttachException foreign) when (foreign.ForeignProgramId != 0)
            {
                throw new DataplaneException($"uplink '{options.Device}': {foreign.Message}", foreign);
            }
            catch (XskException refusal)
            {
                program?.Dispose();
                refusals.Add(refusal.Message);
            }
        }

        throw new DataplaneException(
            $"uplink '{options.Device}' takes no AF_XDP socket in mode '{options.Mode}': {string.Join("; ", refusals)}");
    }

    /// <summary>
    /// The sockets of the queues that a worker owns. Queues go to the workers in turn; with fewer queues than workers, some get none.
    /// </summary>
    public IReadOnlyList<XskSocket> SocketsOf(int worker, int workers) => [.. Sockets.Where(socket => socket.Queue % workers == worker)];

    /// <summary>Opens a packet socket for a worker to send on.</summary>
    /// <exception cref="XskException">The kernel refuses the socket.</exception>
    public PacketTransmitter OpenTransmitter(Umem umem) => PacketTransmitter.Open(umem, IfIndex);

    private static List<XskSocket> OpenSockets(LinkInfo link, int queues, XskBindMode mode, UplinkEnvironment environment)
    {
        List<XskSocket> sockets = [];
        try
        {
            for (int queue = 0; queue < queues; queue++)
            {
                sockets.Add(XskSocket.Open(new XskSocketOptions
                {
                    IfIndex = link.IfIndex,
                    Queue = queue,
                    Umem = environment.Umem,
                    ShareWith = environment.ShareWith() ?? sockets.FirstOrDefault(),
                    ModesToTry = [mode],
                    RxSize = environment.Ring,
                    TxSize = environment.Ring,
                    FillSize = environment.Ring,
                    CompletionSize = environment.Ring,
                }));
            }

            return sockets;
        }
        catch
        {
            foreach (XskSocket socket in sockets) socket.Dispose();
            throw;
        }
    }

    private static XskBindMode[] ModesOf(UplinkMode mode) => mode switch
    {
        UplinkMode.ZeroCopy => [XskBindMode.ZeroCopy],
        UplinkMode.Copy => [XskBindMode.Copy],
        UplinkMode.Skb => [XskBindMode.Skb],
        _ => [XskBindMode.ZeroCopy, XskBindMode.Copy, XskBindMode.Skb],
    };
}
