using System.Reflection;
using BenchmarkDotNet.Attributes;

namespace Falcon.Bench.Micro.Tests;

/// <summary>Runs one benchmark without BenchmarkDotNet, with the first value of each parameter.</summary>
internal sealed class BenchmarkRun
{
    private const int Calls = 3;

    private readonly MethodInfo _method;
    private readonly object _owner;
    private readonly Func<int> _benchmark;

    public BenchmarkRun(MethodInfo method)
    {
        _method = method;
        _owner = Activator.CreateInstance(method.DeclaringType!)!;
        foreach (PropertyInfo property in method.DeclaringType!.GetProperties())
        {
            if (property.GetCustomAttribute<ParamsAttribute>() is { } parameters) property.SetValue(_owner, parameters.Values[0]);
        }

        _benchmark = method.CreateDelegate<Func<int>>(_owner); // a reflected call would box its result
    }

    /// <summary>A benchmark's name in the budget file.</summary>
    public static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    /// <summary>All benchmarks of an assembly.</summary>
    public static IEnumerable<MethodInfo> In(Assembly assembly) =>
        assembly.GetExportedTypes().SelectMany(type => type.GetMethods()).Where(
            method => method.GetCustomAttribute<BenchmarkAttribute>() is not null);

    /// <summary>Measures the bytes that the calling thread allocates per operation once the benchmark is warm.</summary>
    public double MeasureAllocation()
    {
        Call<GlobalSetupAttribute>(setup => setup.Targets);
        try
        {
            Run();
            long before = GC.GetAllocatedBytesForCurrentThread();
            Run();
            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            return (double)allocated / (Calls * _method.GetCustomAttribute<BenchmarkAttribute>()!.OperationsPerInvoke);
        }
        finally
        {
            Call<GlobalCleanupAttribute>(cleanup => cleanup.Targets);
        }
    }

    private void Run()
    {
        for (int i = 0; i < Calls; i++) _benchmark();
    }

    /// <summary>Calls the setup or cleanup of this benchmark, or the one for all.</summary>
    private void Call<TAttribute>(Func<TAttribute, string[]?> targets)
        where TAttribute : Attribute
    {
        foreach (MethodInfo method in _owner.GetType().GetMethods())
        {
            if (method.GetCustomAttribute<TAttribute>() is not { } attribute) continue;
            string[] names = targets(attribute) ?? [];
            if (names.Length == 0 || names.Contains(_method.Name)) method.Invoke(_owner, null);
        }
    }
}
