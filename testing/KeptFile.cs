using Falcon.Testing.Processes;

namespace Falcon.Testing;

/// <summary>A file of the repository that is made by code. Tests compare it with the code, or write it when told to.</summary>
public static class KeptFile
{
    /// <summary>The environment variable that makes tests write the files.</summary>
    public const string Renew = "FALCON_RENEW";

    /// <summary>The difference of a file to what the code makes, as <c>diff -u</c> prints it; empty when there is none.</summary>
    public static string Difference(string path, string made)
    {
        string file = Repository.PathOf(path);
        if (Environment.GetEnvironmentVariable(Renew) is not null) File.WriteAllText(file, made);
        if (File.Exists(file) && File.ReadAllText(file) == made) return "";
        string difference = (new Command("diff", "-uN", file, "-") { Input = made }).Run().Output;
        return $"{path} is not what the code makes of it; if that is meant, run this test with {Renew}=1\n{difference}";
    }

    /// <summary>A file's text.</summary>
    public static string Read(string path) => File.ReadAllText(Repository.PathOf(path));
}
