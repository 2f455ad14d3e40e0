using Falcon.Testing;
using Falcon.Testing.Processes;

namespace Falcon.Control.Tests;

/// <summary>A file of the repository that is made by the code. Tests hold it to what the code says, or write it when told to.</summary>
internal static class KeptFile
{
    private const string Renew = "FALCON_RENEW";

    /// <summary>The file is what the code makes of it; else fails with the difference.</summary>
    public static void AssertIs(string path, string made)
    {
        string file = Repository.PathOf(path);
        if (Environment.GetEnvironmentVariable(Renew) is not null) File.WriteAllText(file, made);
        if (!File.Exists(file) || File.ReadAllText(file) != made)
            Assert.Fail(
                $"{path} is not what the code makes of it; if that is meant, run this test with {Renew}=1\n{Difference(file, made)}");
    }

    /// <summary>A file's text.</summary>
    public static string Read(string path) => File.ReadAllText(Repository.PathOf(path));

    private static string Difference(string file, string made) => (new Command("diff", "-uN", file, "-") { Input = made }).Run().Output;
}
