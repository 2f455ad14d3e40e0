using Falcon.Xsk.Native;
using Falcon.Xsk.Sockets;

namespace Falcon.Xsk.Programs;

/// <summary>
/// The XDP program on the host end of a container's veth (xsk/bpf/port.bpf.c). Every frame goes to the AF_XDP socket of its receive queue.
/// Frames of a queue without a socket are dropped, and so are frames that a held port sends past its gate. The program is detached when
/// this object is disposed or the process ends.
/// </summary>
public sealed class PortProgram : IDisposable
{
    private readonly BpfObject _bpf;
    private readonly BpfMap _sockets;
    private readonly XdpLink _link;

    private PortProgram(BpfObject bpf, int ifIndex)
    {
        _bpf = bpf;
        _sockets = bpf.Map(SocketMap.Name);
        _link = XdpLink.Attach(bpf.Program("falcon_port"), ifIndex, XskBindMode.Copy);
    }

    /// <summary>Loads the program and attaches it at the driver hook of a device in the calling thread's network namespace.</summary>
    /// <param name="ifIndex">The device.</param>
    /// <param name="queues">How many receive queues it has.</param>
    /// <param name="port">The port's index in the table.</param>
    /// <param name="holds">Which ports are held. The caller disposes of it.</param>
    /// <exception cref="XdpAttachException">The device has another XDP program, or does not support XDP.</exception>
    /// <exception cref="XskException">The program cannot be loaded.</exception>
    public static PortProgram Attach(int ifIndex, int queues, int port, PortHolds holds)
    {
        ArgumentNullException.ThrowIfNull(holds);
        var bpf = BpfObject.Open(typeof(PortProgram).Assembly, "port.bpf.o");
        try
        {
            bpf.SetConstants(port);
            bpf.SetMaxEntries(SocketMap.Name, queues);
            holds.ShareWith(bpf);
            return new PortProgram(bpf.Load(), ifIndex);
        }
        catch
        {
            bpf.Dispose();
            throw;
        }
    }

    /// <summary>Sends a queue's frames to a socket that is bound to that queue.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such queue.</exception>
    public void SetSocket(int queue, XskSocket socket) => SocketMap.Set(_sockets, queue, socket);

    /// <summary>Detaches the program.</summary>
    public void Dispose()
    {
        _link.Dispose();
        _bpf.Dispose();
    }
}
