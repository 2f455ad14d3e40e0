using System.Security.Cryptography;

namespace Falcon.Testing;

/// <summary>A file that is deleted when disposed.</summary>
public sealed class TemporaryFile : IDisposable
{
    private TemporaryFile(string extension = ".tmp") =>
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"falcon-{Guid.NewGuid():N}{extension}");

    public string Path { get; }

    /// <summary>A path for a file that another program makes.</summary>
    public static TemporaryFile Named(string extension) => new(extension);

    public static TemporaryFile Empty() => WithBytes([]);

    public static TemporaryFile WithText(string text) => WithBytes(System.Text.Encoding.UTF8.GetBytes(text));

    public static TemporaryFile WithRandomBytes(int count) => WithBytes(RandomNumberGenerator.GetBytes(count));

    public string Hash()
    {
        using FileStream stream = File.OpenRead(Path);
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
