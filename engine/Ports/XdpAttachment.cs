using Falcon.Xsk.Programs;
using Falcon.Xsk.Sockets;


namespace Falcon.Engine.Ports;

/// <summary>What joins a port's host end to the <c>xdp</c> lanes.</summary>
/// <param name="Program">Directs frames to the sockets; goes with the attachment.</param>
/// <param name="Sockets">One for each worker; a worker's own from when it is told to serve it.</param>
internal sealed record XdpAttachment(PortProgram Program, IReadOnlyList<XskSocket> Sockets)
{
    /// <summary>Closes everything, where no worker was told.</summary>
    public void Discard()
    {
        Program.Dispose();
        foreach (XskSocket socket in Sockets) socket.Dispose();
    }
}
