using Falcon.Control.Configuration.Yaml;
using Falcon.Xsk.Threads;

namespace Falcon.Control.Configuration;

/// <summary>Reads <c>workers</c>: a list of CPUs, or <c>auto</c>.</summary>
internal static class WorkersReader
{
    private const int MaxCpu = 8191;
    private const string Auto = "auto";
    private const string Expected = "auto or a list of CPUs, such as [1, 2]";

    /// <summary>The CPUs of the workers, in the order of the file; CPU 0 when the key is left out.</summary>
    public static IReadOnlyList<int> Read(Field? field)
    {
        if (field is null) return [0];
        if (field.Node is YamlScalar { Value: Auto, Quoted: false }) return Choose(ThreadAffinity.AllowedCpus());

        Unique<int> taken = new("CPU");
        List<int> cpus = [];
        foreach (Field item in field.NonEmptyItems(Expected))
            if (item.Integer(0, MaxCpu, "a CPU number") is { } cpu && taken.Claim(cpu, item)) cpus.Add(cpu);
        return cpus;
    }

    /// <summary>All CPUs that the process may use, except CPU 0, which is left to the host if there is another one.</summary>
    internal static IReadOnlyList<int> Choose(IReadOnlyList<int> allowed)
    {
        int[] others = [.. allowed.Where(cpu => cpu != 0)];
        return others.Length > 0 ? others : allowed;
    }
}
