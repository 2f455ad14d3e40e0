using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;

namespace Falcon.Pktgen.Tests;

/// <summary>
/// The frames are those in frames.txt, byte for byte, so that measurements stay comparable. tests/netns compares the kernel's program,
/// which is not checked here, with them.
/// </summary>
public sealed class GoldenFrameTests
{
    private static readonly (ushort Flow, ulong Sequence, ulong Time)[] s_payloads =
        [(0, 0, 0), (1, 1, 123_456_789), (4, 0xFFFF_FFFF, 1UL << 40), (40_000, PayloadHeader.MaxSequence, ulong.MaxValue)];

    [Fact]
    public void Frames_are_as_they_always_were() => Assert.Equal(Golden(), Frames());

    private static string[] Golden()
    {
        using Stream stream = typeof(GoldenFrameTests).Assembly.GetManifestResourceStream("frames.txt")!;
        using StreamReader reader = new(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>One line per frame: its name, and its bytes up to the end of the payload's header; all bytes behind are zero.</summary>
    private static string[] Frames() =>
    [
        .. from inner in (string[])["10.1.2", "fd00::"]
           from outer in (string?[])[null, "10.9.8", "fd09::"]
           from mix in (bool[])[false, true]
           from payload in s_payloads
           select Line(inner, outer, mix, payload),
    ];

    private static string Line(string inner, string? outer, bool mix, (ushort Flow, ulong Sequence, ulong Time) payload)
    {
        FrameTemplate template = Template(inner, outer, mix);
        byte[] frame = new byte[template.Lengths.Longest];
        int length = template.Write(frame, new PayloadHeader(payload.Flow, payload.Sequence, payload.Time));
        int written = template.HeaderLength + PayloadHeader.Size;
        Assert.Equal(new byte[frame.Length - written], frame[written..]);
        string name = $"{inner} in {outer ?? "nothing"}, {(mix ? "mix" : "fixed")}, flow {payload.Flow}";
        return string.Create(CultureInfo.InvariantCulture, $"{name}: {length} bytes, {Convert.ToHexString(frame.AsSpan(0, written))}");
    }

    private static FrameTemplate Template(string inner, string? outer, bool mix)
    {
        FrameSpecification specification = new(
            Endpoints(inner), 20_009, 1024, outer is null ? null : new VxlanSpecification(Endpoints(outer), 0xABCDEF, 4790),
            new SecondTarget(Mac(3), Address(inner, 3), 30_000));
        return new FrameTemplate(specification, shortest => mix ? FrameLengths.Imix(shortest) : FrameLengths.Fixed(shortest + 100));
    }

    private static FrameEndpoints Endpoints(string prefix) => new(Mac(1), Mac(2), Address(prefix, 1), Address(prefix, 2));

    private static PhysicalAddress Mac(byte last) => new([0x02, 0xFA, 0, 0x1C, 0, last]);

    private static IPAddress Address(string prefix, int host) =>
        IPAddress.Parse(prefix.Contains(':') ? $"{prefix}{host}" : $"{prefix}.{host}");
}
