using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Falcon.Xsk.Links.Netlink;

/// <summary>One attribute: its type, and a view of its value.</summary>
internal readonly ref struct NetlinkAttribute(ushort type, ReadOnlySpan<byte> value)
{
    public ushort Type { get; } = type;

    public ReadOnlySpan<byte> Value { get; } = value;

    /// <summary>The value as a 32-bit number; 0 when it is shorter.</summary>
    public uint UInt32 => MemoryMarshal.TryRead<uint>(Value, out uint number) ? number : 0;

    /// <summary>The value as text, without the final zero.</summary>
    public string Text
    {
        get
        {
            int end = Value.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
        }
    }

    /// <summary>The value as an IPv4 or IPv6 address; null when it has neither 4 nor 16 bytes.</summary>
    public IPAddress? Address => Value.Length is 4 or 16 ? new IPAddress(Value) : null;

    /// <summary>The nested attributes.</summary>
    public NetlinkAttributes Nested => new(Value);
}
