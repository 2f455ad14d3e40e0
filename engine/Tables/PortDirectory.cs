namespace Falcon.Engine.Tables;

/// <summary>
/// Interface index of a host end → port. A plain array: the indices are our choice, and small. Any thread looks, one adds: by publishing a
/// new array.
/// </summary>
public sealed class PortDirectory
{
    private const short None = -1;

    private short[] _ports = [];

    /// <summary>Adds a port.</summary>
    public void Add(Port port)
    {
        ArgumentNullException.ThrowIfNull(port);
        short[] ports = _ports;
        int known = ports.Length;
        Array.Resize(ref ports, Math.Max(known, port.IfIndex + 1));
        ports.AsSpan(known).Fill(None);
        ports[port.IfIndex] = (short)port.Index;
        Volatile.Write(ref _ports, ports);
    }

    /// <summary>Finds a port by its host end; false for a device that is none of ours.</summary>
    public bool TryFind(int ifIndex, out ushort port)
    {
        short[] ports = Volatile.Read(ref _ports);
        short found = (uint)ifIndex < (uint)ports.Length ? ports[ifIndex] : None;
        port = (ushort)found;
        return found != None;
    }
}
