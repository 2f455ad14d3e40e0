namespace Falcon.Testing.Frames;

/// <summary>A flow that mostly continues as trains, and now and then does one of the things that end them.</summary>
public sealed class FlowScript
{
    private static readonly byte[] s_timestamps = [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2];

    private readonly Random _random;
    private readonly int _size;
    private readonly int _step;
    private Segment _next;

    /// <summary>Chooses the kind of flow.</summary>
    /// <param name="random">The source of all randomness.</param>
    /// <param name="basis">Makes the addresses and ports of an IPv4 flow, or of an IPv6 flow.</param>
    /// <param name="tcp">True for TCP, false for UDP; null for either.</param>
    public FlowScript(Random random, Func<bool, Segment> basis, bool? tcp = null)
    {
        _random = random;
        _size = random.Next(1, 1300);
        _step = random.Next(2);
        bool ipv6 = random.Next(3) == 0;
        _next = basis(ipv6) with
        {
            Tcp = tcp ?? random.Next(2) == 0,
            Ipv6 = ipv6,
            Sequence = (uint)random.NextInt64(1L << 32),
            Identification = (ushort)random.Next(1 << 16),
            FragmentBits = (ushort)(random.Next(3) == 0 ? 0 : 0x4000),
            HasChecksum = random.Next(4) != 0,
            Options = random.Next(2) == 0 ? s_timestamps : [],
        };
        if (!_next.Tcp) _next = _next with { Options = [] };
    }

    /// <summary>The flow's next segment.</summary>
    public Segment Next()
    {
        Segment segment = Plain(Odd(_next with { Payload = Bytes(_size) }));
        _next = _next with
        {
            Sequence = segment.Sequence + (uint)segment.Payload.Length,
            Identification = (ushort)(segment.Identification + _step),
            Ttl = segment.Ttl,
            Window = segment.Window,
            Options = segment.Options,
        };
        return segment;
    }

    /// <summary>The segment without fields that its protocol lacks.</summary>
    private Segment Plain(Segment s)
    {
        if (s.Tcp)
        {
            s = s with { HasChecksum = true };
        }
        else
        {
            ushort damage = s.HasChecksum ? s.Damage : (ushort)0;
            s = s with { Flags = _next.Flags, Sequence = 0, Acknowledgement = 0, Window = 0, UrgentPointer = 0, Damage = damage };
        }

        return s.Ipv6 ? s with { IpOptions = _next.IpOptions, HeaderDamage = 0, FragmentBits = 0 } : s with { FlowLabel = 0 };
    }

    private Segment Odd(Segment s) => _random.Next(60) switch
    {
        0 => s with { Sequence = s.Sequence + (uint)_random.Next(1, 3000) },
        1 => s with { Sequence = s.Sequence - (uint)_size },
        2 or 3 => s with { Damage = (ushort)_random.Next(1, 0xFFFF) },
        4 => s with { HeaderDamage = (ushort)_random.Next(1, 0xFFFF) },
        5 or 6 => s with { Flags = (byte)(s.Flags | Segment.Psh) },
        7 => s with { Flags = (byte)(s.Flags | Segment.Fin) },
        8 => s with { Flags = (byte)(s.Flags | 1 << _random.Next(8)) },
        9 => s with { Window = (ushort)_random.Next(1 << 16) },
        10 => s with { Acknowledgement = s.Acknowledgement + 1 },
        11 => s with { Ttl = (byte)_random.Next(1, 255) },
        12 => s with { ServiceType = 3 },
        13 => s with { Identification = (ushort)_random.Next(1 << 16) },
        14 => s with { FragmentBits = (ushort)(s.FragmentBits ^ 0x4000) },
        15 => s with { Padding = _random.Next(1, 20) },
        16 => s with { IpOptions = [1, 1, 1, 0] },
        17 => s with { Payload = [] },
        18 => s with { Payload = Bytes(_random.Next(1, 1300)) },
        19 => s with { HasChecksum = s.Tcp || !s.HasChecksum },
        20 when s.Tcp && s.Options.Length > 0 => s with { Options = [.. s.Options[..^1], (byte)(s.Options[^1] + 1)] },
        21 => s with { FlowLabel = 5 },
        22 => s with { UrgentPointer = 9 },
        _ => s,
    };

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }
}
