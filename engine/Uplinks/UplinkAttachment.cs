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
    private readonly Diversion? _diversion;

    private UplinkAttachment(
        UplinkOptions options, int ifIndex, UplinkProgram program, IReadOnlyList<XskSocket> sockets, string modeReason,
        Diversion? diversion)
    {
        _options = options;
        _diversion = diversion;
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

    /// <summary>Whether frames come by a diversion, because the device has no XDP program.</summary>
    public bool IsDiverted => _diversion is not null;

    /// <summary>Why frames are taken where they are; empty for what needs no word.</summary>
    public string AttachReason { get; private init; } = "";

    /// <summary>One socket per receive queue; the lanes own them once they serve them.</summary>
    public IReadOnlyList<XskSocket> Sockets { get; }

    /// <summary>Why no better mode was chosen; empty when it is the best.</summary>
    public string ModeReason { get; }

    /// <summary>Whether workers send by a packet socket of their own, instead of by the AF_XDP socket.</summary>
    public bool SendsPackets => _options.Transmit switch
    {
        UplinkTransmit.Xsk => false,
        UplinkTransmit.Packet => true,
        _ when IsDiverted => true,
        _ => Sockets[0].Mode == XskBindMode.Copy && PacketSocket.CutsDatagrams,
    };

    /// <summary>Text for the log: queues, mode and why no better one, how frames are sent.</summary>
    public string Description
    {
        get
        {
            string taken = IsDiverted ? ", taken at tc" : "";
            string sending = SendsPackets ? ", sending by packet sockets" : "";
            string reason = ModeReason.Length == 0 ? "" : $" ({ModeReason})";
            return $"{Queues} queue(s), {ModeName.Of(Sockets[0].Mode)} mode{taken}{sending}{reason}";
        }
    }

    /// <summary>Attaches the program and binds a socket to each queue, in the best mode that the device offers.</summary>
    /// <exception cref="DataplaneException">The device has another XDP program, or takes no AF_XDP socket.</exception>
    public static UplinkAttachment Open(int index, UplinkOptions options, LinkInfo link, UplinkEnvironment environment)
    {
        int queues = Ethtool.RxQueues(link.Name);
        AttachChoice choice = environment.ChoiceFor(options, link.Name);
        string refusal = "";
        if (choice.AtTc)
        {
            try
            {
                return OpenDiverted(index, options, link, queues, environment, choice.Reason);
            }
            catch (DataplaneException fault) when (options.Attach == UplinkAttach.Auto)
            {
                refusal = fault.Message;
            }
        }

        return Open(
            options, link.IfIndex, link.IfIndex, ModesOf(options.Mode), queues, environment, diversion: null,
            choice.AtTc ? "" : choice.Reason, refusal);
    }

    /// <summary>Opens program and sockets at the inner end of a diversion. It sends only by packet sockets, on the uplink itself.</summary>
    private static UplinkAttachment OpenDiverted(
        int index, UplinkOptions options, LinkInfo link, int queues, UplinkEnvironment environment, string reason)
    {
        Diversion? diversion = null;
        UplinkAttachment? opened = null;
        try
        {
            diversion = Diversion.Create(environment.Engine, link, index, queues);
            int inner = diversion.InnerEnd;
            opened = environment.Engine.Run(
                () => Open(options, link.IfIndex, inner, [XskBindMode.Copy], queues, environment, diversion, reason));
            diversion.Begin(link.IfIndex, environment.VxlanPort, environment.Path, opened.Program);
            return opened;
        }
        catch (Exception fault) when (fault is XskException or DataplaneException)
        {
            foreach (XskSocket socket in opened?.Sockets ?? []) socket.Dispose();
            opened?.Program.Dispose();
            diversion?.Dispose();
            if (fault is DataplaneException) throw;
            throw new DataplaneException($"uplink '{options.Device}' cannot be attached at tc: {fault.Message}", fault);
        }
    }

    private static UplinkAttachment Open(
        UplinkOptions options, int uplink, int ifIndex, XskBindMode[] modes, int queues, UplinkEnvironment environment,
        Diversion? diversion, string reason, string before = "")
    {
        List<string> refusals = before.Length == 0 ? [] : [before];
        foreach (XskBindMode mode in modes)
        {
            UplinkProgram? program = null;
            try
            {
                program = UplinkProgram.Attach(ifIndex, mode, environment.VxlanPort, queues, environment.Throttles, environment.Gates);
                IReadOnlyList<XskSocket> sockets = OpenSockets(ifIndex, queues, mode, environment);
                return new UplinkAttachment(options, uplink, program, sockets, string.Join("; ", refusals), diversion)
                {
                    AttachReason = reason,
                };
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
    /// Whether a device is still the one that it was opened on. An index may go to another device, which has none of our programs.
    /// </summary>
    public bool IsOn(LinkInfo link) => _diversion is null ? link.XdpProgramId == Program.Id : _diversion.IsOn(link.IfIndex);

    /// <summary>Frames that were lost on their way into the diversion; 0 without one. Any thread of the uplink's namespace.</summary>
    public long ReadDivertDrops() => _diversion?.ReadDrops() ?? 0;

    /// <summary>Lets all frames pass to the host; the sockets belong to the lanes. Call in the uplink's namespace.</summary>
    public void Detach()
    {
        Program.Dispose();
        _diversion?.Dispose();
    }

    /// <summary>
    /// The sockets of the queues that a worker owns. Queues go to the workers in turn; with fewer queues than workers, some get none.
    /// </summary>
    public IReadOnlyList<XskSocket> SocketsOf(int worker, int workers) => [.. Sockets.Where(socket => socket.Queue % workers == worker)];

    /// <summary>Opens a packet socket for a worker to send on.</summary>
    /// <exception cref="XskException">The kernel refuses the socket.</exception>
    public PacketTransmitter OpenTransmitter(Umem umem) => PacketTransmitter.Open(umem, IfIndex);

    private static List<XskSocket> OpenSockets(int ifIndex, int queues, XskBindMode mode, UplinkEnvironment environment)
    {
        List<XskSocket> sockets = [];
        try
        {
            for (int queue = 0; queue < queues; queue++)
            {
                sockets.Add(XskSocket.Open(new XskSocketOptions
                {
                    IfIndex = ifIndex,
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
