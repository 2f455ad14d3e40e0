using Falcon.Engine.Tables;

namespace Falcon.Engine.Lanes.Packets;

/// <summary>Interface index of a host end → port. A plain array: the indices are our choice, and small.</summary>
internal sealed class PortDirectory
{
    private const short None = -1;

    private readonly short[] _ports;

    public PortDirectory(IReadOnlyCollection<Port> ports)
    {
        _ports = new short[ports.Count == 0 ? 1 : ports.Max(port => port.IfIndex) + 1];
        Array.Fill(_ports, None);
        foreach (Port port in ports) _ports[port.IfIndex] = (short)port.Index;
    }

    /// <summary>Finds a port by its host end; false for a device that is none of ours.</summary>
    public bool TryFind(int ifIndex, out ushort port)
    {
        short[] ports = _ports;
        short found = (uint)ifIndex < (uint)ports.Length ? ports[ifIndex] : None;
        port = (ushort)found;
        return found != None;
    }
}
