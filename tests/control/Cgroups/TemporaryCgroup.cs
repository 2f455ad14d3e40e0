using Falcon.Control.Cgroups;

namespace Falcon.Control.Tests.Cgroups;

/// <summary>A directory that looks like a cgroup, with plain files.</summary>
internal sealed class TemporaryCgroup : IDisposable
{
    private readonly DirectoryInfo _directory = System.IO.Directory.CreateTempSubdirectory("falcon-cgroup");

    public TemporaryCgroup(string max = "50000 100000", bool version1 = false)
    {
        if (!version1)
        {
            Max = max;
            return;
        }

        string[] words = max.Split(' ');
        File.WriteAllText(Path("cpu.cfs_quota_us"), words[0] == "max" ? "-1\n" : $"{words[0]}\n");
        File.WriteAllText(Path("cpu.cfs_period_us"), $"{words[1]}\n");
    }

    public string Directory => _directory.FullName;

    public string Journal => Path("journal");

    public Cgroup Cgroup => new(Directory);

    /// <summary>The contents of cpu.max (version 2), without the line end.</summary>
    public string Max
    {
        get => File.ReadAllText(Path("cpu.max")).TrimEnd();
        set => File.WriteAllText(Path("cpu.max"), $"{value}\n");
    }

    public string Path(string file) => System.IO.Path.Combine(Directory, file);

    public void Vanish() => _directory.Delete(recursive: true);

    public void Dispose()
    {
        if (System.IO.Directory.Exists(Directory)) Vanish();
    }
}
