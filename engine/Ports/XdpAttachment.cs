using Falcon.Xsk.Programs;
using Falcon.Xsk.Sockets;


namespace Falcon.Engine.Ports;

/// <summary>Connects a port's host end to the <c>xdp</c> lanes.</summary>
/// <param name="Program">Directs frames to the sockets; disposed with the attachment.</param>
/// <param name="Sockets">One socket per worker; the worker's lane owns it once it serves it.</param>
internal sealed record XdpAttachment(PortProgram Program, IReadOnlyList<XskSocket> Sockets)
{
    /// <summary>Closes everything; call it only if no worker was told to serve it.</summary>
    public void Discard()
    {
        Program.Dispose();
        foreach (XskSocket socket in Sockets) socket.Dispose();
    }
}
