using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Perfolizer.Horology;

namespace Falcon.Bench.Micro.Running;

/// <summary>
/// Short iterations in this process, so that the whole set takes a few minutes. Reports medians, because the machine may be shared. Options
/// of BenchmarkDotNet still work, such as <c>--job long</c>.
/// </summary>
internal static class MicroConfig
{
    public static IConfig Create() => ManualConfig.CreateEmpty()
        .AddLogger(ConsoleLogger.Default)
        .AddColumnProvider(DefaultColumnProviders.Instance)
        .AddColumn(StatisticColumn.Median, StatisticColumn.Min)
        .HideColumns(Column.Mean, Column.Error, Column.StdDev, Column.RatioSD, Column.Gen0, Column.AllocRatio)
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddExporter(MarkdownExporter.GitHub)
        .AddJob(Job.Default
            .WithToolchain(InProcessEmitToolchain.Instance)
            .WithIterationTime(TimeInterval.FromMilliseconds(40))
            .WithWarmupCount(12) // long enough for the last tier of the JIT
            .WithIterationCount(9));
}
