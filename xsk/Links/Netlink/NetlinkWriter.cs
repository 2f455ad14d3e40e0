using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>
/// Builds a netlink request in a buffer (netlink(7)): header, the family's fixed structure, attributes, nested attributes.
/// </summary>
internal ref struct NetlinkWriter
{
    private const int AttributeHeader = 4;
    private readonly Span<byte> _buffer;
    private int _length = NetlinkHeader.Size;

    /// <summary>Starts a request.</summary>
    /// <param name="buffer">Where to write. If it is too small, a later call throws <see cref="ArgumentException"/>.</param>
    /// <param name="type">RTM_*.</param>
    /// <param name="flags">NLM_F_*; NLM_F_REQUEST is added.</param>
    public NetlinkWriter(Span<byte> buffer, ushort type, ushort flags)
    {
        _buffer = buffer;
        var header = new NetlinkHeader { Type = type, Flags = (ushort)(flags | Rtnl.NLM_F_REQUEST) };
        MemoryMarshal.Write(buffer, header);
    }

    /// <summary>Appends the family's fixed structure.</summary>
    public void Append<T>(in T value) where T : unmanaged
    {
        int size = Unsafe.SizeOf<T>();
        MemoryMarshal.Write(Reserve(NetlinkHeader.Align(size)), value);
    }

    /// <summary>Appends an attribute of raw bytes.</summary>
    public void Attribute(ushort type, scoped ReadOnlySpan<byte> value)
    {
        Span<byte> target = Reserve(NetlinkHeader.Align(AttributeHeader + value.Length));
        ushort length = (ushort)(AttributeHeader + value.Length);
        MemoryMarshal.Write(target, length);
        MemoryMarshal.Write(target[2..], type);
        value.CopyTo(target[AttributeHeader..]);
    }

    /// <summary>Appends a 32-bit attribute.</summary>
    public void Attribute(ushort type, uint value) => Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<uint>(in value)));

    /// <summary>Appends a structure as an attribute.</summary>
    public void Attribute<T>(ushort type, in T value) where T : unmanaged =>
        Attribute(type, MemoryMarshal.AsBytes(new ReadOnlySpan<T>(in value)));

    /// <summary>Appends a text with the final zero that the kernel expects.</summary>
    public void Attribute(ushort type, string value) => Attribute(type, Encoding.UTF8.GetBytes(value + '\0'));

    /// <summary>Appends an IP address in network order.</summary>
    public void Attribute(ushort type, IPAddress value) => Attribute(type, value.GetAddressBytes());

    /// <summary>Opens a nested attribute. Pass the result to <see cref="EndNested"/>.</summary>
    public int BeginNested(ushort type)
    {
        int start = _length;
        Attribute((ushort)(type | Rtnl.NLA_F_NESTED), []);
        return start;
    }

    /// <summary>Closes a nested attribute; it contains everything appended since its start.</summary>
    public readonly void EndNested(int start)
    {
        ushort length = (ushort)(_length - start);
        MemoryMarshal.Write(_buffer[start..], length);
    }

    /// <summary>Completes the message and returns its bytes.</summary>
    public readonly ReadOnlySpan<byte> Finish(uint sequence)
    {
        ref NetlinkHeader header = ref MemoryMarshal.AsRef<NetlinkHeader>(_buffer);
        header.Length = (uint)_length;
        header.Sequence = sequence;
        return _buffer[.._length];
    }

    private Span<byte> Reserve(int size)
    {
        Span<byte> target = _buffer.Slice(_length, size);
        target.Clear();
        _length += size;
        return target;
    }
}
