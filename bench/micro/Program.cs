using BenchmarkDotNet.Running;
using Falcon.Bench.Micro.Hashing;
using Falcon.Bench.Micro.Running;

if (args is ["spread"])
{
    SpreadReport.Print();
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, MicroConfig.Create());
