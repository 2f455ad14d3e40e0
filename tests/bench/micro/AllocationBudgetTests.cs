using System.Reflection;
using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Falcon.Bench.Micro.Pipelines;

namespace Falcon.Bench.Micro.Tests;

public sealed class AllocationBudgetTests
{
    private static readonly Dictionary<string, MethodInfo> s_benchmarks =
        BenchmarkRun.In(typeof(ReceivePathBenchmark).Assembly).ToDictionary(BenchmarkRun.NameOf);

    /// <summary>Bytes per operation; null for code of others that is measured only for comparison.</summary>
    private static readonly Dictionary<string, double?> s_budget = JsonSerializer.Deserialize<Dictionary<string, double?>>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "allocation-budget.json")))!;

    public static TheoryData<string> Budgeted => [.. s_budget.Where(entry => entry.Value is not null).Select(entry => entry.Key)];

    [Fact]
    public void Every_benchmark_has_a_budget_and_every_budget_a_benchmark() =>
        Assert.Equal(s_benchmarks.Keys.Order(), s_budget.Keys.Order());

    [Theory]
    [MemberData(nameof(Budgeted))]
    public void A_benchmark_allocates_no_more_than_its_budget(string name)
    {
        double allocated = new BenchmarkRun(s_benchmarks[name]).MeasureAllocation();
        Assert.True(allocated <= s_budget[name], $"{name} allocates {allocated} bytes per operation, its budget is {s_budget[name]}");
    }

    [Fact]
    public void An_allocation_is_seen()
    {
        double allocated = new BenchmarkRun(typeof(Wasteful).GetMethod(nameof(Wasteful.Waste))!).MeasureAllocation();
        Assert.InRange(allocated, 100.0 / 4, 200.0 / 4);
    }

    public sealed class Wasteful
    {
        private byte[] _last = [];

        [Benchmark(OperationsPerInvoke = 4)]
        public int Waste() => (_last = new byte[100 + _last.Length % 2]).Length;
    }
}
