using System.Runtime.InteropServices;

namespace Falcon.Xsk;

/// <summary>Walks a row of attributes with <c>foreach</c>. What is cut off or claims a length that cannot be ends the walk.</summary>
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
        var length = MemoryMarshal.Read<ushort>(_rest);
        if (length < HeaderSize || length > _rest.Length)
            return false;
        var type = MemoryMarshal.Read<ushort>(_rest[2..]);
        Current = new NetlinkAttribute((ushort)(type & Rtnl.NLA_TYPE_MASK), _rest[HeaderSize..length]);
        _rest = _rest[Math.Min(NetlinkHeader.Align(length), _rest.Length)..];
        return true;
    }
}
