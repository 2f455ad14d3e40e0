namespace Falcon.Engine.Tests.Identity;

/// <summary>A frame that make_frames.py wrote: the expected verdict, its name, its bytes.</summary>
public sealed record IdentityFrame(string Verdict, string Name, byte[] Bytes)
{
    public static IReadOnlyList<IdentityFrame> All { get; } = Read();

    private static List<IdentityFrame> Read()
    {
        using Stream stream = typeof(IdentityFrame).Assembly.GetManifestResourceStream("identity-frames.txt")!;
        using StreamReader reader = new(stream);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
    }

    private static IdentityFrame Parse(string line)
    {
        string[] parts = line.Split('|', StringSplitOptions.TrimEntries);
        return new IdentityFrame(parts[0], parts[1], Convert.FromHexString(parts[2]));
    }
}
