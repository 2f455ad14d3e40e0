using System.Security.Cryptography;

namespace Falcon.Netns.Tests.Harness;

/// <summary>A file that goes when disposed.</summary>
public sealed class TemporaryFile : IDisposable
{
    public string Path { get; } = System.IO.Path.GetTempFileName();

    public static TemporaryFile Empty() => new();

    public static TemporaryFile WithText(string text) => WithBytes(System.Text.Encoding.UTF8.GetBytes(text));

    public static TemporaryFile WithRandomBytes(int count) => WithBytes(RandomNumberGenerator.GetBytes(count));

    public string Hash()
    {
        using var stream = File.OpenRead(Path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    public void Dispose() => File.Delete(Path);

    private static TemporaryFile WithBytes(byte[] bytes)
    {
        var file = new TemporaryFile();
        File.WriteAllBytes(file.Path, bytes);
        return file;
    }
}
