using Falcon.Xsk.Native;
using Tmds.Linux;

namespace Falcon.Xsk.Links;

/// <summary>
/// A socket of the kernel on the UDP port of VXLAN. While it is open, the kernel joins VXLAN frames over IPv4 to trains (GRO) on the
/// devices of its namespace, for whoever takes them at tcx. The kernel opens such a socket only for a VXLAN device. That device lies in
/// an empty namespace of its own, so what comes to its VNI gets nowhere, and it goes with the process. Plain VXLAN devices of others
/// share the socket. One thread at a time.
/// </summary>
public sealed class TunnelSocket : IDisposable
{
    private const string Name = "falcon-gro";

    /// <summary>The kernel knows a VNI once per port. Hardly anybody uses the last one.</summary>
    private const uint LastVni = 0xff_ffff;

    private const int MostTries = 1000;

    private readonly NetworkNamespace _nowhere;
    private readonly RtNetlink _links;
    private readonly int _device;
    private readonly ushort _port;

    private TunnelSocket(NetworkNamespace nowhere, RtNetlink links, ushort port, uint vni)
    {
        _nowhere = nowhere;
        _links = links;
        _device = links.FindLink(Name)!.IfIndex;
        _port = port;
        Vni = vni;
    }

    /// <summary>The VNI of its device: the last one that no other VXLAN device on this port has.</summary>
    public uint Vni { get; }

    /// <summary>Whether the kernel joins frames.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Prepares a socket in the calling thread's network namespace; it is not open yet.</summary>
    /// <param name="port">The UDP port, 4789 by default.</param>
    /// <exception cref="XskException">The kernel has no VXLAN, or refuses.</exception>
    public static TunnelSocket Create(ushort port)
    {
        var nowhere = NetworkNamespace.CreateAnonymous();
        try
        {
            nowhere.DisableIpv6();
            uint vni = CreateDevice(nowhere, port);
            return new TunnelSocket(nowhere, nowhere.Run(RtNetlink.Open), port, vni);
        }
        catch
        {
            nowhere.Dispose();
            throw;
        }
    }

    /// <summary>Opens it if it is not open.</summary>
    /// <returns>Null, or why it stays closed. It may be tried again.</returns>
    public string? Open()
    {
        try
        {
            if (!IsOpen) _links.SetUp(_device);
            IsOpen = true;
            return null;
        }
        catch (RtNetlinkException fault) when (fault.ErrorNumber == LibC.EADDRINUSE)
        {
            return $"UDP port {_port} is taken by a socket that cannot be shared";
        }
        catch (RtNetlinkException fault)
        {
            return fault.Message;
        }
    }

    /// <summary>Closes it; it may be opened again.</summary>
    public void Close()
    {
        if (IsOpen) _links.SetUp(_device, up: false);
        IsOpen = false;
    }

    /// <summary>Closes it and removes its device.</summary>
    public void Dispose()
    {
        _links.DeleteLink(_device);
        _links.Dispose();
        _nowhere.Dispose();
    }

    private static uint CreateDevice(NetworkNamespace nowhere, ushort port)
    {
        using var here = RtNetlink.Open();
        for (uint vni = LastVni; ; vni--)
        {
            try
            {
                here.CreateVxlan(new VxlanOptions { Name = Name, Vni = vni, Port = port, NamespaceFd = nowhere.Fd });
                return vni;
            }
            catch (RtNetlinkException fault) when (fault.ErrorNumber == LibC.EEXIST && vni > LastVni - MostTries)
            {
            }
        }
    }
}
