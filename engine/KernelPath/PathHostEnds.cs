using Falcon.Engine.Ports;
using Falcon.Xsk.KernelPath;
using Falcon.Xsk.Links;
using Falcon.Xsk.Programs;

namespace Falcon.Engine.KernelPath;

/// <summary>The kernel path's programs at the ports' host ends. One thread at a time.</summary>
/// <param name="engine">The namespace of the host ends.</param>
/// <param name="programs">The programs.</param>
internal sealed class PathHostEnds(NetworkNamespace engine, KernelPathPrograms programs) : IDisposable
{
    private readonly Dictionary<int, TcxLink> _links = [];

    /// <summary>Whether a port's host end has the program.</summary>
    public bool Has(int port) => _links.ContainsKey(port);

    /// <summary>Attaches the program to a new host end.</summary>
    /// <exception cref="Xsk.Native.XskException">The device is gone.</exception>
    public void Attach(int port)
    {
        Detach(port);
        _links[port] = engine.Run(() => programs.AttachDecidedPort(PortPlan.FirstIfIndex + port));
    }

    /// <summary>Detaches the program, or forgets that of a host end that is gone.</summary>
    public void Detach(int port)
    {
        if (_links.Remove(port, out TcxLink? link)) link.Dispose();
    }

    /// <summary>Detaches all.</summary>
    public void Dispose()
    {
        foreach (TcxLink link in _links.Values) link.Dispose();
        _links.Clear();
    }
}
