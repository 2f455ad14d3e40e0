using System.Globalization;
using System.Runtime.CompilerServices;
using Falcon.Bench.Micro.Pipelines;
using Falcon.Xsk;

const int FramesPerRound = 200_000;

int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 41;
int batch = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 64;
using var fixture = new PipelineFixture(batch);
for (int i = 0; i < 10; i++)
{
    fixture.Run(FramesPerRound);
    Thread.Sleep(50); // lets the background compiler finish
}

double[] nanoseconds = new double[rounds];
for (int i = 0; i < rounds; i++)
{
    long start = ThreadClock.CpuNanoseconds(); // not the time that others have the CPU
    int frames = fixture.Run(FramesPerRound);
    nanoseconds[i] = (double)(ThreadClock.CpuNanoseconds() - start) / frames;
}

Array.Sort(nanoseconds);
string runtime = RuntimeFeature.IsDynamicCodeSupported ? "JIT" : "NativeAOT";
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{runtime}: batch {batch}: ns per frame: min {nanoseconds[0]:0.0}, median {nanoseconds[rounds / 2]:0.0}, delivered {fixture.Delivered}"));
