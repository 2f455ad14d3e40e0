using System.Runtime.InteropServices;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>Reads the messages of one datagram. Ends at a message that is cut off or has an impossible length.</summary>
internal ref struct NetlinkReader(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    /// <summary>The next message, if there is one.</summary>
    public bool TryRead(out NetlinkMessage message)
    {
        message = default;
        if (_rest.Length < NetlinkHeader.Size)
            return false;
        NetlinkHeader header = MemoryMarshal.Read<NetlinkHeader>(_rest);
        if (header.Length < NetlinkHeader.Size || header.Length > (uint)_rest.Length)
            return false;
        int length = (int)header.Length;
        message = new NetlinkMessage(header, _rest[NetlinkHeader.Size..length]);
        _rest = _rest[Math.Min(NetlinkHeader.Align(length), _rest.Length)..];
        return true;
    }
}
