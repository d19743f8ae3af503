Console.WriteLine("Simulators");
