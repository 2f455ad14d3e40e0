namespace Falcon.Engine.Tables;

/// <summary>
/// Interface index of a host end → port. A plain array, because the engine chooses the indices and they are small. Any thread may look up;
/// one thread adds, by publishing a new array.
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

    /// <summary>Finds a port by its host end; false if the device belongs to no port.</summary>
    public bool TryFind(int ifIndex, out ushort port)
    {
        short[] ports = Volatile.Read(ref _ports);
        short found = (uint)ifIndex < (uint)ports.Length ? ports[ifIndex] : None;
        port = (ushort)found;
        return found != None;
    }
}
