using System.Runtime.InteropServices;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>Enumerates attributes with <c>foreach</c>. Ends at an attribute that is cut off or has an impossible length.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> bytes)
{
    private const int HeaderSize = 4;
    private ReadOnlySpan<byte> _rest = bytes;

    public NetlinkAttribute Current { get; private set; }

    public readonly NetlinkAttributes GetEnumerator() => this;

    public bool MoveNext()
    {
        if (_rest.Length < HeaderSize)
            return false;
        ushort length = MemoryMarshal.Read<ushort>(_rest);
        if (length < HeaderSize || length > _rest.Length)
            return false;
        ushort type = MemoryMarshal.Read<ushort>(_rest[2..]);
        Current = new NetlinkAttribute((ushort)(type & Rtnl.NLA_TYPE_MASK), _rest[HeaderSize..length]);
        _rest = _rest[Math.Min(NetlinkHeader.Align(length), _rest.Length)..];
        return true;
    }
}
