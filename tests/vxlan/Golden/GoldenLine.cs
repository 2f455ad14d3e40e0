using System.Globalization;

namespace Falcon.Vxlan.Tests.Golden;

/// <summary>One packet of a fixture that make_golden.py wrote: a name, scapy's values, and the bytes.</summary>
public sealed record GoldenLine(string Name, IReadOnlyDictionary<string, string> Values, byte[] Bytes)
{
    /// <summary>The rules that accept all well-formed frames.</summary>
    public const OuterRules Lenient = OuterRules.AcceptVlan | OuterRules.AcceptIpv6ZeroChecksum | OuterRules.IgnoreReservedBits;

    public static IReadOnlyList<GoldenLine> Frames { get; } = Read("frames.txt");

    public static IReadOnlyList<GoldenLine> Vxlan { get; } = Read("vxlan.txt");

    public static IReadOnlyList<GoldenLine> Outer { get; } = Read("outer.txt");

    public static IReadOnlyList<GoldenLine> Ecn { get; } = Read("ecn.txt");

    public static IReadOnlyList<GoldenLine> Checksums { get; } = Read("checksums.txt");

    /// <summary>All frames: seeds for truncation and fuzzing.</summary>
    public static IReadOnlyList<byte[]> AllFrames { get; } = [.. Frames.Concat(Vxlan).Concat(Outer).Concat(Ecn).Select(line => line.Bytes)];

    public string this[string key] => Values[key];

    public int Number(string key) => int.Parse(Values[key], CultureInfo.InvariantCulture);

    public static GoldenLine Frame(string name) => Frames.Single(line => line.Name == name);

    public static TheoryData<string> Names(IEnumerable<GoldenLine> lines) => [.. lines.Select(line => line.Name)];

    public override string ToString() => Name;

    private static List<GoldenLine> Read(string file)
    {
        using Stream stream = typeof(GoldenLine).Assembly.GetManifestResourceStream(file)!;
        using StreamReader reader = new(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static GoldenLine Parse(string line)
    {
        string[] parts = line.Split('|', StringSplitOptions.TrimEntries);
        var values =
            parts[1].Split(' ').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return new GoldenLine(parts[0], values, Convert.FromHexString(parts[2]));
    }
}
